import type { Table } from '../../catalog/model.js'
import { DEFAULT_PARTITION } from '../../engine/hive/partitions.js'
import type { Expression, PartitionSpec } from '../../sql/ast.js'
import { ddlError } from './names.js'

/** The values of `PARTITION (a = 1, b = 'x')` by partition key; `undefined` for keys that it leaves out. */
export function specValues(table: Table, spec: PartitionSpec): (string | undefined)[] {
  const given = new Map(spec.values.map(({ column, value }) => [column.name.toLowerCase(), constantText(value)]))
  const keys = table.partitionKeys.map(key => key.name.toLowerCase())
  for (const name of given.keys()) {
    if (!keys.includes(name))
      throw ddlError(`SemanticException [Error 10006]: Partition not found {${name}=${given.get(name)}}`)
  }
  return keys.map(key => given.get(key))
}

/** The values of a spec that must name every key. */
export function fullSpecValues(table: Table, spec: PartitionSpec): string[] {
  const values = specValues(table, spec)
  if (values.some(value => value === undefined))
    throw ddlError('SemanticException partition spec does not contain all partition columns')
  return values as string[]
}

function constantText(value: Expression): string {
  switch (value.kind) {
    case 'string':
      return value.value === '' ? DEFAULT_PARTITION : value.value
    case 'long':
      return value.value.toString()
    case 'decimal':
    case 'double':
      return value.text
    case 'typed-literal':
      return value.value
    default:
      throw ddlError('SemanticException partition values are literals')
  }
}
