import type { Table } from '../../catalog/model.js'
import type { RelationColumn } from '../../sql/resolver.js'
import { quoteIdentifier, quoteString, storedDuckdbType } from '../../sql/types/duckdb-type.js'
import type { DataFile } from './files.js'
import type { PartitionFiles } from './partitions.js'
import { type HiveColumn, readerOf } from './serde.js'
import { fromHiveType } from './types.js'

/** A Hive table's columns as queries see them: data columns, partition columns, then the hidden ones. */
export function hiveColumns(table: Table): RelationColumn[] {
  const partitioned = table.partitionKeys.map(key => ({ ...visible(key), partition: true }))
  return [...(table.storageDescriptor?.columns ?? []).map(visible), ...partitioned, ...HIDDEN]
}

function visible(column: { name: string; type: string; comment?: string }): RelationColumn {
  const { name, type, comment } = column
  return { name: name.toLowerCase(), type: fromHiveType(type), ...(comment && { comment }) }
}

export const HIDDEN: RelationColumn[] = [
  { name: '$path', type: { kind: 'varchar' }, hidden: true },
  { name: '$file_size', type: { kind: 'bigint' }, hidden: true },
  { name: '$file_modified_time', type: { kind: 'timestamp', precision: 3, withTimeZone: true }, hidden: true },
]

/** A DuckDB FROM item over the files of a Hive table. */
export function hiveScan(table: Table, partitions: PartitionFiles[], objectsRoot: string): string {
  const data = (table.storageDescriptor?.columns ?? []).map(
    ({ name, type }): HiveColumn => ({ name: name.toLowerCase(), type: fromHiveType(type) }),
  )
  const keys = table.partitionKeys.map(
    ({ name, type }): HiveColumn => ({ name: name.toLowerCase(), type: fromHiveType(type) }),
  )
  const filled = partitions.filter(({ files }) => files.length > 0)
  if (filled.length === 0) return emptyScan(hiveColumns(table))
  const reader = readerOf(table.storageDescriptor ?? { columns: [] }, data, table.parameters)
  const columns = data.map((column, i) => `${reader.column(column, i)} AS ${quoteIdentifier(column.name)}`)
  const branches = filled.map(({ values, files }) => {
    const list = `[${files.map(file => quoteString(file.path)).join(', ')}]`
    const constants = keys.map((key, i) => `${partitionValue(values[i] ?? null, key)} AS ${quoteIdentifier(key.name)}`)
    const items = [...columns, ...constants, ...fileColumns(files, objectsRoot)]
    return `SELECT ${items.join(', ')} FROM ${reader.scan(list, ', filename = true, hive_partitioning = false')}`
  })
  return `(${branches.join(' UNION ALL ')})`
}

/** A folder without files has no rows, whatever its format. */
function emptyScan(columns: RelationColumn[]): string {
  const items = columns.map(({ name, type }) => `NULL::${storedDuckdbType(type)} AS ${quoteIdentifier(name)}`)
  return `(SELECT ${items.join(', ')} WHERE false)`
}

function partitionValue(text: string | null, key: HiveColumn): string {
  const type = storedDuckdbType(key.type)
  return text === null ? `NULL::${type}` : `CAST(${quoteString(text)} AS ${type})`
}

function fileColumns(files: DataFile[], objectsRoot: string): string[] {
  // The common case is one rule; files whose key is no plain path are told apart by name.
  const odd = files.filter(file => file.path !== `${objectsRoot}/${file.uri.slice('s3://'.length)}`)
  const rule = `'s3://' || substr(filename, ${objectsRoot.length + 2})`
  const uri = odd.length === 0 ? rule : choice(odd, file => quoteString(file.uri), rule)
  return [
    `${uri} AS "$path"`,
    `${choice(files, file => String(file.size), 'NULL')}::BIGINT AS "$file_size"`,
    `make_timestamptz(${choice(files, file => String(file.modified.getTime() * 1000), 'NULL')}::BIGINT) AS "$file_modified_time"`,
  ]
}

function choice(files: DataFile[], value: (file: DataFile) => string, otherwise: string): string {
  const cases = files.map(file => `WHEN ${quoteString(file.path)} THEN ${value(file)}`).join(' ')
  return `(CASE filename ${cases} ELSE ${otherwise} END)`
}
