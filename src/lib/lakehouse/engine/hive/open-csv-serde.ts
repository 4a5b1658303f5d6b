import type { StorageDescriptor } from '../../catalog/model.js'
import { duckdbType, quoteIdentifier, quoteString } from '../../sql/types/duckdb-type.js'
import { badData } from './bad-data.js'
import { CSV_LINE_OPTIONS, NULL_TEXT } from './csv-limits.js'
import type { CsvFormat } from './open-csv-line.js'
import type { HiveColumn, SerDeReader } from './serde.js'

/**
 * OpenCSVSerde: all values are text, an empty one is '' and not NULL, a missing one at the end of a line NULL, a surplus one
 * is dropped. https://docs.aws.amazon.com/athena/latest/ug/csv-serde.html
 * Here a quote is escaped by doubling only: files with other escapes are rewritten before they are read.
 */
export const openCsvReader: SerDeReader = ({ columns, parameters }) => {
  const { separator, quote } = openCsvFormat(parameters)
  const skip = Number(parameters['skip.header.line.count'] ?? 0)
  const names = columns.map(column => `${quoteString(column.name)}: 'VARCHAR'`).join(', ')
  return {
    scan: (files, options) =>
      `read_csv(${files}, columns = {${names}}, auto_detect = false, header = false, delim = ${quoteString(separator)}, ` +
      `quote = ${quoteString(quote)}, escape = ${quoteString(quote)}, nullstr = ${quoteString(NULL_TEXT)}, null_padding = true, ` +
      `strict_mode = false, skip = ${skip}, ${CSV_LINE_OPTIONS}, parallel = true${options})`,
    column: (column, index) => typed(column, index, quoteIdentifier(column.name)),
  }
}

export function isOpenCsv(storage: StorageDescriptor | undefined): boolean {
  return storage?.serdeInfo?.serializationLibrary?.toLowerCase() === 'org.apache.hadoop.hive.serde2.opencsvserde'
}

export function openCsvFormat(parameters: Record<string, string>): CsvFormat {
  return {
    separator: parameters.separatorChar ?? parameters['field.delim'] ?? ',',
    quote: parameters.quoteChar ?? '"',
    escape: parameters.escapeChar ?? '\\',
  }
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
