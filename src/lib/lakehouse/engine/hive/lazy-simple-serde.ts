import { TrinoError } from '../../sql/trino-error.js'
import { duckdbType, quoteIdentifier, quoteString } from '../../sql/types/duckdb-type.js'
import { typeName } from '../../sql/types/names.js'
import type { TrinoType } from '../../sql/types/type.js'
import { CSV_LINE_OPTIONS } from './csv-limits.js'
import type { SerDeReader } from './serde.js'

/**
 * LazySimpleSerDe: delimited text without quotes. `\N` (or `serialization.null.format`) is NULL, and so is what a column's
 * type cannot hold. Nested values are split by the second and third delimiter.
 * https://docs.aws.amazon.com/athena/latest/ug/lazy-simple-serde.html
 */
export const lazySimpleReader: SerDeReader = ({ columns, parameters }) => {
  const delimiter = delimiterOf(parameters['field.delim'] ?? parameters['serialization.format'] ?? '\u0001')
  const escapeChar = parameters['escape.delim'] ?? ''
  const nullFormat = parameters['serialization.null.format'] ?? '\\N'
  const items = delimiterOf(parameters['collection.delim'] ?? parameters['colelction.delim'] ?? '\u0002')
  const keys = delimiterOf(parameters['mapkey.delim'] ?? '\u0003')
  const skip = Number(parameters['skip.header.line.count'] ?? 0)
  const names = columns.map(column => `${quoteString(column.name)}: 'VARCHAR'`).join(', ')
  return {
    scan: (files, options) =>
      `read_csv(${files}, columns = {${names}}, auto_detect = false, header = false, delim = ${quoteString(delimiter)}, ` +
      `quote = '', escape = ${quoteString(escapeChar)}, nullstr = ${quoteString(nullFormat)}, null_padding = true, ` +
      `strict_mode = false, skip = ${skip}, ${CSV_LINE_OPTIONS}${options})`,
    column: column => value(quoteIdentifier(column.name), column.type, items, keys),
  }
}

function value(text: string, type: TrinoType, items: string, keys: string): string {
  switch (type.kind) {
    case 'varchar':
      return type.length === undefined ? text : `left(${text}, ${type.length})`
    case 'char':
      return `rpad(left(${text}, ${type.length}), ${type.length}, ' ')`
    case 'varbinary':
      return `TRY(from_base64(${text}))`
    case 'boolean':
      return `CASE lower(${text}) WHEN 'true' THEN true WHEN 'false' THEN false END`
    case 'array': {
      const item = value('_item', type.element, items, keys)
      return `CASE WHEN ${text} = '' THEN [] ELSE list_transform(string_split(${text}, ${quoteString(items)}), lambda _item: ${item}) END`
    }
    case 'map': {
      const pairs = `string_split(${text}, ${quoteString(items)})`
      const part = (n: number, of: TrinoType) =>
        value(`string_split(_pair, ${quoteString(keys)})[${n}]`, of, items, keys)
      return `CASE WHEN ${text} IS NULL THEN NULL WHEN ${text} = '' THEN MAP {} ELSE map_from_entries(list_transform(${pairs}, lambda _pair: {'k': ${part(1, type.key)}, 'v': ${part(2, type.value)}})) END`
    }
    case 'row':
      throw new TrinoError('NOT_SUPPORTED', `LazySimpleSerDe columns of type ${typeName(type)} are not supported`)
    default:
      return `TRY_CAST(${text} AS ${duckdbType(type)})`
  }
}

/** A number names a character by its code, as Hive takes it. */
function delimiterOf(text: string): string {
  return /^\d+$/.test(text) ? String.fromCharCode(Number(text)) : text
}
