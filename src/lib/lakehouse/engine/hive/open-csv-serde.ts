import { duckdbType, quoteIdentifier, quoteString } from '../../sql/types/duckdb-type.js'
import { badData } from './bad-data.js'
import { CSV_LINE_OPTIONS } from './csv-limits.js'
import type { HiveColumn, SerDeReader } from './serde.js'

/**
 * OpenCSVSerde: all values are text, an empty one is '' and not NULL, a missing one at the end of a line NULL, a surplus one
 * is dropped. https://docs.aws.amazon.com/athena/latest/ug/csv-serde.html
 * A quote is escaped by doubling; backslash escapes (the SerDe's `escapeChar`) are undone in the values that hold one.
 */
export const openCsvReader: SerDeReader = ({ columns, parameters }) => {
  const separator = parameters.separatorChar ?? parameters['field.delim'] ?? ','
  const quote = parameters.quoteChar ?? '"'
  const escapeChar = parameters.escapeChar ?? '\\'
  const skip = Number(parameters['skip.header.line.count'] ?? 0)
  const names = columns.map(column => `${quoteString(column.name)}: 'VARCHAR'`).join(', ')
  return {
    scan: (files, options) =>
      `read_csv(${files}, columns = {${names}}, auto_detect = false, header = false, delim = ${quoteString(separator)}, ` +
      `quote = ${quoteString(quote)}, escape = ${quoteString(quote)}, nullstr = ${NEVER}, null_padding = true, ` +
      `strict_mode = false, skip = ${skip}, ${CSV_LINE_OPTIONS}, parallel = true${options})`,
    column: (column, index) => typed(column, index, withoutEscapes(quoteIdentifier(column.name), escapeChar, quote)),
  }
}

/** No line holds this, so no value is taken for NULL. */
const NEVER = "chr(1) || 'NULL' || chr(1)"

/** The parser drops an escape character and keeps what follows it. */
function withoutEscapes(value: string, escapeChar: string, quote: string): string {
  if (escapeChar === quote || escapeChar === '\0') return value
  const e = quoteString(escapeChar)
  const pattern = `${escapeRegex(escapeChar)}(.?)`
  return `CASE WHEN contains(${value}, ${e}) THEN regexp_replace(${value}, ${quoteString(pattern)}, '\\1', 'g') ELSE ${value} END`
}

function escapeRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}

/** Columns declared with other types than string: what cannot be read is an error, an empty value too. */
function typed(column: HiveColumn, index: number, value: string): string {
  switch (column.type.kind) {
    case 'varchar':
      return value
    case 'date':
      // Days since 1970, or the plain form.
      return `CASE WHEN regexp_full_match(${value}, '-?[0-9]+') THEN DATE '1970-01-01' + CAST(${value} AS INTEGER) ELSE ${parsed(column, index, value)} END`
    case 'timestamp':
      return `CASE WHEN regexp_full_match(${value}, '-?[0-9]+') THEN epoch_ms(CAST(${value} AS BIGINT)) ELSE ${parsed(column, index, value)} END`
    default:
      return parsed(column, index, value)
  }
}

function parsed(column: HiveColumn, index: number, value: string): string {
  const type = duckdbType(column.type)
  return `CASE WHEN ${value} IS NULL THEN NULL ELSE coalesce(TRY_CAST(${value} AS ${type}), ${badData(value, index)}) END`
}
