import { duckdbType, quoteIdentifier } from '../../sql/types/duckdb-type.js'
import type { SerDeReader } from './serde.js'

/**
 * Parquet by column name, as Athena reads it: what a file lacks is NULL, what it has more is not seen. Hive's timestamps
 * are milliseconds.
 */
export const parquetReader: SerDeReader = ({ columns }) => {
  // An empty branch with the table's columns, so that a column which no file has is there all the same.
  const known = columns.map(column => `NULL::${duckdbType(column.type)} AS ${quoteIdentifier(column.name)}`).join(', ')
  return {
    scan: (files, options) =>
      `(SELECT ${known} WHERE false UNION ALL BY NAME FROM read_parquet(${files}, union_by_name = true${options}))`,
    column: ({ name, type }) => {
      const value = `CAST(${quoteIdentifier(name)} AS ${duckdbType(type)})`
      return type.kind === 'timestamp' ? `date_trunc('millisecond', ${value})` : value
    },
  }
}
