import type { Table, TableInput } from '../../catalog/model.js'
import { partitionLocation } from '../../engine/hive/partitions.js'
import type { AlterAction } from '../../sql/ast.js'
import type { RelationName } from '../../sql/resolver.js'
import { hiveColumn } from './create-table.js'
import { ddlError } from './names.js'
import { fullSpecValues, specValues } from './partition-spec.js'
import type { StatementRun } from './statement.js'

/** https://docs.aws.amazon.com/athena/latest/ug/ddl-reference.html: what Athena alters of a Hive table. */
export async function alterHiveTable(
  name: RelationName,
  table: Table,
  action: AlterAction,
  run: StatementRun,
): Promise<void> {
  const update = (change: Partial<TableInput>) => void run.catalog.updateTable({ ...inputOf(table), ...change })
  const storage = { ...table.storageDescriptor, columns: table.storageDescriptor?.columns ?? [] }
  switch (action.kind) {
    case 'add-columns': {
      const added = action.columns.map(hiveColumn)
      const known = [...storage.columns, ...table.partitionKeys].map(column => column.name.toLowerCase())
      const twice = added.find(column => known.includes(column.name))
      if (twice) throw ddlError(`SemanticException [Error 10036]: Duplicate column name: ${twice.name}`)
      return update({ storageDescriptor: { ...storage, columns: [...storage.columns, ...added] } })
    }
    case 'replace-columns':
      return update({ storageDescriptor: { ...storage, columns: action.columns.map(hiveColumn) } })
    case 'change-column': {
      const from = action.from.name.toLowerCase()
      if (!storage.columns.some(column => column.name.toLowerCase() === from))
        throw ddlError(`SemanticException [Error 10002]: Invalid column reference ${from}`)
      const columns = storage.columns.map(column =>
        column.name.toLowerCase() === from ? hiveColumn(action.to) : column,
      )
      return update({ storageDescriptor: { ...storage, columns } })
    }
    case 'set-properties':
      return update({ parameters: { ...table.parameters, ...action.properties } })
    case 'unset-properties': {
      const parameters = { ...table.parameters }
      for (const property of action.names) {
        if (!(property in parameters) && !action.ifExists)
          throw ddlError(
            `SemanticException [Error 10215]: Please use the following syntax if not sure whether the property existed or not: ALTER TABLE tableName UNSET TBLPROPERTIES IF EXISTS (key1, key2, ...)`,
          )
        delete parameters[property]
      }
      return update({ parameters })
    }
    case 'set-location':
      if (!action.partition) return update({ storageDescriptor: { ...storage, location: action.location } })
      return setPartitionLocation(name, table, fullSpecValues(table, action.partition), action.location, run)
    case 'add-partitions':
      return addPartitions(name, table, action, run)
    case 'drop-partitions':
      return dropPartitions(name, table, action, run)
    case 'rename-partition': {
      const from = fullSpecValues(table, action.from)
      const partition = run.catalog.partition(name.schema, name.name, from)
      if (!partition) throw ddlError(`SemanticException [Error 10006]: Partition not found ${from.join('/')}`)
      const { creationTime: _, ...input } = partition
      run.catalog.updatePartition(name.schema, name.name, from, { ...input, values: fullSpecValues(table, action.to) })
      return
    }
    case 'drop-column':
    case 'rename':
      throw ddlError(
        `SemanticException ALTER TABLE ${action.kind.replace('-', ' ').toUpperCase()} is not supported for Hive tables`,
      )
  }
}

function inputOf(table: Table): TableInput {
  const { createTime: _created, updateTime: _updated, versionId: _version, ...input } = table
  return input
}

function addPartitions(
  name: RelationName,
  table: Table,
  action: Extract<AlterAction, { kind: 'add-partitions' }>,
  run: StatementRun,
): void {
  const partitions = action.partitions.map(({ spec, location }) => {
    const values = fullSpecValues(table, spec)
    return {
      values,
      storageDescriptor: {
        ...table.storageDescriptor,
        columns: table.storageDescriptor?.columns ?? [],
        location: location ?? partitionLocation(table, values),
      },
      parameters: {},
    }
  })
  const taken = partitions.find(({ values }) => run.catalog.partition(name.schema, name.name, values))
  if (taken && !action.ifNotExists) {
    throw ddlError(
      'Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. ' +
        `AlreadyExistsException(message:Partition already exists: [${taken.values.join(', ')}])`,
    )
  }
  run.catalog.createPartitions(name.schema, name.name, partitions, { ifNotExists: true })
}

function dropPartitions(
  name: RelationName,
  table: Table,
  action: Extract<AlterAction, { kind: 'drop-partitions' }>,
  run: StatementRun,
): void {
  const all = run.catalog.partitions(name.schema, name.name)
  const dropped = new Map<string, string[]>()
  for (const spec of action.partitions) {
    const wanted = specValues(table, spec)
    const found = all.filter(({ values }) => wanted.every((value, i) => value === undefined || value === values[i]))
    if (found.length === 0 && !action.ifExists)
      throw ddlError(`SemanticException [Error 10006]: Partition not found (${wanted.filter(Boolean).join(', ')})`)
    for (const { values } of found) dropped.set(JSON.stringify(values), values)
  }
  run.catalog.deletePartitions(name.schema, name.name, [...dropped.values()])
}

function setPartitionLocation(
  name: RelationName,
  table: Table,
  values: string[],
  location: string,
  run: StatementRun,
): void {
  const partition = run.catalog.partition(name.schema, name.name, values)
  if (!partition) throw ddlError(`SemanticException [Error 10006]: Partition not found ${values.join('/')}`)
  const { creationTime: _, ...input } = partition
  const storage = partition.storageDescriptor ?? table.storageDescriptor
  run.catalog.updatePartition(name.schema, name.name, values, {
    ...input,
    storageDescriptor: { ...storage, columns: storage?.columns ?? [], location },
  })
}
