import { TrinoError } from '../../sql/trino-error.js'
import type { RowField, TrinoType } from '../../sql/types/type.js'
import type { IcebergType, NestedField } from '../metadata/model.js'

/** How Trino's Iceberg connector reads each primitive (docs, "Iceberg to Trino type mapping"). */
const primitives: Record<string, TrinoType> = {
  boolean: { kind: 'boolean' },
  int: { kind: 'integer' },
  long: { kind: 'bigint' },
  float: { kind: 'real' },
  double: { kind: 'double' },
  date: { kind: 'date' },
  time: { kind: 'time', precision: 6, withTimeZone: false },
  timestamp: { kind: 'timestamp', precision: 6, withTimeZone: false },
  timestamptz: { kind: 'timestamp', precision: 6, withTimeZone: true },
  string: { kind: 'varchar' },
  uuid: { kind: 'uuid' },
  binary: { kind: 'varbinary' },
}

/** The type a query sees. */
export function trinoType(type: IcebergType): TrinoType {
  if (typeof type !== 'string') {
    if (type.type === 'struct')
      return { kind: 'row', fields: type.fields.map(field => ({ name: field.name, type: trinoType(field.type) })) }
    if (type.type === 'list') return { kind: 'array', element: trinoType(type.element) }
    return { kind: 'map', key: trinoType(type.key), value: trinoType(type.value) }
  }
  const known = primitives[type]
  if (known) return known
  const decimal = /^decimal\((\d+),\s*(\d+)\)$/.exec(type)
  if (decimal) return { kind: 'decimal', precision: Number(decimal[1]), scale: Number(decimal[2]) }
  if (/^fixed\[\d+\]$/.test(type)) return { kind: 'varbinary' }
  throw new TrinoError('NOT_SUPPORTED', `Iceberg type ${type} is not supported`)
}

/** Gives the next provisional field id. */
export type NextId = () => number

/** The type a column of a query is stored as. Refuses what Athena's Iceberg refuses, with Trino's text. */
export function icebergType(type: TrinoType, nextId: NextId): IcebergType {
  switch (type.kind) {
    case 'boolean':
    case 'double':
    case 'date':
    case 'uuid':
      return type.kind
    case 'integer':
      return 'int'
    case 'bigint':
      return 'long'
    case 'real':
      return 'float'
    case 'decimal':
      return `decimal(${type.precision}, ${type.scale})`
    case 'varchar':
      return 'string'
    case 'varbinary':
      return 'binary'
    case 'time':
      if (type.withTimeZone) break
      if (type.precision !== 6) throw precisionError('Time', 'time', type.precision)
      return 'time'
    case 'timestamp':
      if (type.precision !== 6) throw precisionError('Timestamp', 'timestamp', type.precision, type.withTimeZone)
      return type.withTimeZone ? 'timestamptz' : 'timestamp'
    case 'array': {
      const id = nextId()
      return {
        type: 'list',
        'element-id': id,
        element: icebergType(type.element, nextId),
        'element-required': false,
      }
    }
    case 'map': {
      const keyId = nextId()
      const valueId = nextId()
      return {
        type: 'map',
        'key-id': keyId,
        key: icebergType(type.key, nextId),
        'value-id': valueId,
        value: icebergType(type.value, nextId),
        'value-required': false,
      }
    }
    case 'row':
      return { type: 'struct', fields: type.fields.map(field => rowField(field, nextId)) }
  }
  throw new TrinoError('NOT_SUPPORTED', `Type not supported for Iceberg: ${trinoTypeName(type)}`)
}

function rowField(field: RowField, nextId: NextId): NestedField {
  if (!field.name) throw new TrinoError('NOT_SUPPORTED', 'Row type field does not have a name: Iceberg needs one')
  return { id: nextId(), name: field.name.toLowerCase(), required: false, type: icebergType(field.type, nextId) }
}

function precisionError(title: string, name: string, precision: number, zone = false): TrinoError {
  const suffix = zone ? ' with time zone' : ''
  return new TrinoError(
    'NOT_SUPPORTED',
    `${title} precision (${precision}) not supported for Iceberg. Use "${name}(6)${suffix}" instead.`,
  )
}

/** Only for types that Iceberg lacks, none of which is nested. */
function trinoTypeName(type: TrinoType): string {
  if (type.kind === 'char') return `char(${type.length})`
  if (type.kind === 'time') return `time(${type.precision}) with time zone`
  return type.kind
}

/** Fields of a new table from a query's columns, with provisional ids. */
export function icebergFields(
  columns: { name: string; type: TrinoType; comment?: string; required?: boolean }[],
): NestedField[] {
  let last = 0
  const nextId = () => ++last
  return columns.map(column => ({
    id: nextId(),
    name: column.name.toLowerCase(),
    required: column.required ?? false,
    type: icebergType(column.type, nextId),
    ...(column.comment && { doc: column.comment }),
  }))
}
