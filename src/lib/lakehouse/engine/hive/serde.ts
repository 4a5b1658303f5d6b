import type { StorageDescriptor } from '../../catalog/model.js'
import { TrinoError } from '../../sql/trino-error.js'
import type { TrinoType } from '../../sql/types/type.js'
import { jsonReader } from './json-serde.js'
import { lazySimpleReader } from './lazy-simple-serde.js'
import { openCsvReader } from './open-csv-serde.js'
import { parquetReader } from './parquet-serde.js'

export interface HiveColumn {
  name: string
  type: TrinoType
}

/** A table's files as DuckDB reads them. */
export interface HiveReader {
  /** The table function call; `files` is a DuckDB list, `options` more named arguments (`, filename = true`). */
  scan(files: string, options: string): string
  /** The value of a column of the table in terms of the scan's columns. */
  column(column: HiveColumn, index: number): string
}

export interface HiveFormat {
  columns: HiveColumn[]
  /** SerDe parameters, then the table's: the former win. */
  parameters: Record<string, string>
}

export type SerDeReader = (format: HiveFormat) => HiveReader

const READERS: Record<string, SerDeReader> = {
  'org.apache.hadoop.hive.serde2.opencsvserde': openCsvReader,
  'org.apache.hadoop.hive.serde2.lazy.lazysimpleserde': lazySimpleReader,
  'org.apache.hadoop.hive.ql.io.parquet.serde.parquethiveserde': parquetReader,
  'org.openx.data.jsonserde.jsonserde': jsonReader,
  'org.apache.hive.hcatalog.data.jsonserde': jsonReader,
  'com.amazon.ionhiveserde': refuse('Ion'),
  'org.apache.hadoop.hive.ql.io.orc.orcserde': refuse('ORC'),
  'org.apache.hadoop.hive.serde2.avro.avroserde': refuse('Avro'),
  'org.apache.hadoop.hive.serde2.regexserde': refuse('RegexSerDe'),
  'com.amazonaws.glue.serde.grokserde': refuse('Grok'),
}

function refuse(name: string): SerDeReader {
  return () => {
    throw new TrinoError('NOT_SUPPORTED', `${name} tables are not supported by the embedded lakehouse`)
  }
}

/** Text files without a SerDe are LazySimpleSerDe's, as in Hive. */
export function readerOf(storage: StorageDescriptor, columns: HiveColumn[], table: Record<string, string>): HiveReader {
  const library = storage.serdeInfo?.serializationLibrary ?? 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe'
  const reader = READERS[library.toLowerCase()]
  if (!reader) throw new TrinoError('HIVE_UNSUPPORTED_FORMAT', `Unable to read a table with SerDe ${library}`)
  return reader({ columns, parameters: { ...table, ...storage.serdeInfo?.parameters } })
}
