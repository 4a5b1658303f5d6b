import type { TypeField, TypeName } from '../ast.js'
import { TrinoError } from '../trino-error.js'
import type { RowField, TrinoType } from './type.js'

/** Trino's spelling of a type, as its errors and result sets have it: `varchar(3)`, `timestamp(3) with time zone`, `row(a integer)`. */
export function typeName(type: TrinoType): string {
  switch (type.kind) {
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`
    case 'varchar':
      return type.length === undefined ? 'varchar' : `varchar(${type.length})`
    case 'char':
      return `char(${type.length})`
    case 'time':
    case 'timestamp':
      return `${type.kind}(${type.precision})${type.withTimeZone ? ' with time zone' : ''}`
    case 'array':
      return `array(${typeName(type.element)})`
    case 'map':
      return `map(${typeName(type.key)}, ${typeName(type.value)})`
    case 'row':
      return `row(${type.fields.map(rowFieldName).join(', ')})`
    case 'function':
      return `function(${[...type.args, type.result].map(typeName).join(',')})`
    default:
      return type.kind
  }
}

function rowFieldName(field: RowField): string {
  if (field.name === undefined) return typeName(field.type)
  return `${field.name} ${typeName(field.type)}`
}

/** As lists of function parameters have it: the types of a map without a blank. */
export function signatureTypeName(type: TrinoType): string {
  if (type.kind === 'map') return `map(${signatureTypeName(type.key)},${signatureTypeName(type.value)})`
  if (type.kind === 'array') return `array(${signatureTypeName(type.element)})`
  return typeName(type)
}

/** As result metadata has it: `decimal(2, 0)`, row fields without quotes. */
export function resultTypeName(type: TrinoType): string {
  switch (type.kind) {
    case 'decimal':
      return `decimal(${type.precision}, ${type.scale})`
    case 'array':
      return `array(${resultTypeName(type.element)})`
    case 'map':
      return `map(${resultTypeName(type.key)}, ${resultTypeName(type.value)})`
    case 'row':
      return `row(${type.fields
        .map(field => (field.name === undefined ? '' : `${field.name} `) + resultTypeName(field.type))
        .join(', ')})`
    default:
      return typeName(type)
  }
}

const simple = new Set(['unknown', 'boolean', 'tinyint', 'smallint', 'integer', 'bigint', 'real', 'double'])
const plain = new Set(['varbinary', 'json', 'date', 'uuid', 'ipaddress'])
const aliases: Record<string, string> = {
  int: 'integer',
  string: 'varchar',
  binary: 'varbinary',
  float: 'real',
  dec: 'decimal',
  numeric: 'decimal',
  struct: 'row',
  'double precision': 'double',
}

/** The type that a written type names. `hive` also takes Hive's spellings (`string`, `float`, `binary`, `struct<…>`). */
export function resolveTypeName(written: TypeName, hive = false): TrinoType {
  const name =
    written.name === 'int' || hive || written.name === 'dec' || written.name === 'numeric'
      ? (aliases[written.name] ?? written.name)
      : written.name === 'double precision'
        ? 'double'
        : written.name
  const unknown = () => new TrinoError('TYPE_NOT_FOUND', `Unknown type: ${writtenTypeName(written)}`, written.loc)
  if (simple.has(name) || plain.has(name)) {
    if (written.args.length > 0) throw unknown()
    return { kind: name } as TrinoType
  }
  switch (name) {
    case 'interval day to second':
    case 'interval year to month':
      return { kind: name }
    case 'decimal': {
      const [precision = 38, scale = 0] = numbers(written)
      if (precision < 1 || precision > 38)
        throw new TrinoError(
          'INVALID_FUNCTION_ARGUMENT',
          `DECIMAL precision must be in range [1, 38]: ${precision}`,
          written.loc,
        )
      if (scale > precision)
        throw new TrinoError(
          'INVALID_FUNCTION_ARGUMENT',
          `DECIMAL scale must be in range [0, precision (${precision})]: ${scale}`,
          written.loc,
        )
      return { kind: 'decimal', precision, scale }
    }
    case 'varchar': {
      const [length] = numbers(written)
      return length === undefined ? { kind: 'varchar' } : { kind: 'varchar', length }
    }
    case 'char': {
      const [length = 1] = numbers(written)
      return { kind: 'char', length }
    }
    case 'time':
    case 'timestamp':
    case 'time with time zone':
    case 'timestamp with time zone': {
      const [precision = 3] = numbers(written)
      if (precision > 12)
        throw new TrinoError(
          'INVALID_FUNCTION_ARGUMENT',
          `${name.split(' ')[0]?.toUpperCase()} precision must be in range [0, 12]: ${precision}`,
          written.loc,
        )
      return {
        kind: name.startsWith('timestamp') ? 'timestamp' : 'time',
        precision,
        withTimeZone: name.endsWith('zone'),
      }
    }
    case 'array': {
      const [element] = nested(written, hive)
      if (!element || written.args.length !== 1) throw unknown()
      return { kind: 'array', element: element.type }
    }
    case 'map': {
      const [key, value] = nested(written, hive)
      if (!key || !value || written.args.length !== 2) throw unknown()
      return { kind: 'map', key: key.type, value: value.type }
    }
    case 'row':
      return { kind: 'row', fields: nested(written, hive) }
    default:
      throw unknown()
  }
}

function numbers(written: TypeName): number[] {
  return written.args.filter(arg => typeof arg === 'number')
}

function nested(written: TypeName, hive: boolean): RowField[] {
  return written.args.map(arg => {
    if (typeof arg === 'number')
      throw new TrinoError('TYPE_NOT_FOUND', `Unknown type: ${writtenTypeName(written)}`, written.loc)
    if (isTypeName(arg)) return { type: resolveTypeName(arg, hive) }
    return { name: arg.name?.toLowerCase(), type: resolveTypeName(arg.type, hive) }
  })
}

function isTypeName(arg: TypeName | TypeField): arg is TypeName {
  return 'args' in arg
}

function writtenTypeName(written: TypeName): string {
  if (written.args.length === 0) return written.name
  const args = written.args.map(arg => {
    if (typeof arg === 'number') return String(arg)
    if (isTypeName(arg)) return writtenTypeName(arg)
    return `${arg.name ? `${arg.name} ` : ''}${writtenTypeName(arg.type)}`
  })
  return `${written.name}(${args.join(',')})`
}

/** Equal types: same parameters, same field names. */
export function sameType(a: TrinoType, b: TrinoType): boolean {
  if (a === b) return true
  if (a.kind !== b.kind) return false
  switch (a.kind) {
    case 'varchar':
    case 'char':
      return a.length === (b as typeof a).length
    case 'decimal':
      return a.precision === (b as typeof a).precision && a.scale === (b as typeof a).scale
    case 'time':
    case 'timestamp':
      return a.precision === (b as typeof a).precision && a.withTimeZone === (b as typeof a).withTimeZone
    case 'array':
    case 'map':
    case 'row':
    case 'function':
      return typeName(a) === typeName(b)
    default:
      return true
  }
}
