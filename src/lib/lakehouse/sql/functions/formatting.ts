import { castSql } from '../analyzer/casts.js'
import { TrinoError } from '../trino-error.js'
import { quoteString } from '../types/duckdb-type.js'
import { typeName } from '../types/names.js'
import type { TrinoType } from '../types/type.js'
import { scalarIn } from './define.js'
import type { FunctionCallContext, FunctionDefinition } from './definition.js'

/** How `format` hands a type to Java's formatter; undefined where Trino refuses it. */
function kindOf(type: TrinoType): string | undefined {
  switch (type.kind) {
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
      return 'bigint'
    case 'real':
    case 'double':
      return 'double'
    case 'decimal':
    case 'boolean':
    case 'date':
      return type.kind
    case 'timestamp':
    case 'time':
      return type.withTimeZone ? 'other' : type.kind
    case 'varchar':
    case 'char':
    case 'json':
    case 'uuid':
    case 'unknown':
    case 'ipaddress':
    case 'interval day to second':
    case 'interval year to month':
      return 'other'
  }
  return undefined
}

function format(args: string[], call: FunctionCallContext): string {
  const [pattern, ...values] = args
  if (values.length === 0) {
    throw new TrinoError('SYNTAX_ERROR', "The 'format' function must have at least two arguments", call.location)
  }
  const types = call.argTypes.slice(1)
  const kinds = types.map(type => {
    const kind = kindOf(type)
    if (!kind)
      throw new TrinoError('NOT_SUPPORTED', `Type not supported for formatting: ${typeName(type)}`, call.location)
    return quoteString(kind)
  })
  const texts = values.map((value, i) => {
    const type = types[i]!
    if (type.kind === 'json' || kindOf(type) === 'double') return `CAST(${value} AS VARCHAR)`
    return castSql(value, type, { kind: 'varchar' })
  })
  return `t_format(${pattern}, [${texts.join(', ')}], [${kinds.join(', ')}])`
}

/** Every count of arguments is a signature of its own, as each argument has its own type. */
const signatures = Array.from({ length: 20 }, (_, n): [string, typeof format] => [
  `(${['varchar', ...Array.from({ length: n }, (_, i) => typeVariable(i))].join(', ')}) -> varchar`,
  format,
])

function typeVariable(i: number): string {
  return `${i < 10 ? 'A' : 'B'}${i % 10}`
}

export const formatFunctions: FunctionDefinition[] = [scalarIn('string')('format', signatures)]
