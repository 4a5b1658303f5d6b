import { TrinoError } from '../../sql/trino-error.js'
import { quoteIdentifier, quoteString } from '../../sql/types/duckdb-type.js'
import { typeName } from '../../sql/types/names.js'
import type { TrinoType } from '../../sql/types/type.js'
import type { HiveFileFormat } from './formats.js'
import type { HiveColumn } from './serde.js'

export interface CopyRequest {
  /** A DuckDB SELECT whose columns are `columns` and `partitions`, by name, in stored form. */
  sql: string
  columns: HiveColumn[]
  partitions: HiveColumn[]
  format: HiveFileFormat
  /** `NONE`, `GZIP`, `SNAPPY`, `ZSTD`, `LZ4`. */
  compression: string
  /** SerDe parameters: delimiters and the like. */
  parameters: Record<string, string>
  folder: string
}

/** How much one file holds, about: the middle of what Athena recommends. */
const fileBytes = '256MB'

/** DuckDB's COPY that writes the files of a Hive table into a local folder, one subfolder a partition. */
export function copyStatement(request: CopyRequest): string {
  const { sql, columns, partitions, format, compression, folder } = request
  const names = (list: HiveColumn[]) => list.map(column => quoteIdentifier(column.name))
  const items = [...dataItems(request), ...names(partitions)].join(', ')
  const options = [
    ...formatOptions(format, compression),
    ...(partitions.length > 0
      ? [`PARTITION_BY (${names(partitions).join(', ')})`, 'WRITE_PARTITION_COLUMNS false']
      : format.write === 'parquet'
        ? [`FILE_SIZE_BYTES '${fileBytes}'`]
        : []),
  ]
  // Text formats write one file: they have no size to split by.
  const target = partitions.length > 0 || format.write === 'parquet' ? folder : `${folder}/data_0`
  const empty = columns.length === 0 ? 'NULL AS _nothing, ' : ''
  return `COPY (SELECT ${empty}${items} FROM (${sql})) TO ${quoteString(target)} (${options.join(', ')})`
}

function formatOptions(format: HiveFileFormat, compression: string): string[] {
  switch (format.write) {
    case 'parquet':
      return ['FORMAT parquet', `COMPRESSION ${parquetCodec(compression)}`]
    case 'json':
      return ['FORMAT json', `COMPRESSION ${textCodec(compression)}`]
    case 'text':
      return [
        'FORMAT csv',
        'HEADER false',
        "QUOTE ''",
        "ESCAPE ''",
        // One column: this never occurs.
        `DELIM ${quoteString('\u0004')}`,
        `COMPRESSION ${textCodec(compression)}`,
      ]
  }
  throw new TrinoError('NOT_SUPPORTED', `Writing ${format.serde} is not supported by the embedded lakehouse`)
}

function parquetCodec(name: string): string {
  const codecs: Record<string, string> = {
    NONE: 'uncompressed',
    UNCOMPRESSED: 'uncompressed',
    GZIP: 'gzip',
    SNAPPY: 'snappy',
    ZSTD: 'zstd',
    LZ4: 'lz4',
  }
  return codecs[name] ?? unsupportedCodec(name)
}

function textCodec(name: string): string {
  const codecs: Record<string, string> = { NONE: 'none', UNCOMPRESSED: 'none', GZIP: 'gzip', ZSTD: 'zstd' }
  return codecs[name] ?? unsupportedCodec(name)
}

function unsupportedCodec(name: string): never {
  throw new TrinoError('NOT_SUPPORTED', `Compression ${name} is not supported for this format`)
}

function dataItems({ columns, format, parameters }: CopyRequest): string[] {
  if (format.write !== 'text') return columns.map(column => quoteIdentifier(column.name))
  const delimiter = parameters['field.delim'] ?? '\u0001'
  const nullFormat = parameters['serialization.null.format'] ?? '\\N'
  const values = columns.map(
    column =>
      `coalesce(${textValue(quoteIdentifier(column.name), column.type, parameters)}, ${quoteString(nullFormat)})`,
  )
  return [`${values.join(` || ${quoteString(delimiter)} || `)} AS _line`]
}

/** A value as LazySimpleSerDe writes it. */
function textValue(value: string, type: TrinoType, parameters: Record<string, string>): string {
  const items = quoteString(parameters['collection.delim'] ?? '\u0002')
  const keys = quoteString(parameters['mapkey.delim'] ?? '\u0003')
  switch (type.kind) {
    case 'varbinary':
      return `to_base64(${value})`
    case 'array':
      return `array_to_string(list_transform(${value}, lambda _i: coalesce(${textValue('_i', type.element, parameters)}, '\\N')), ${items})`
    case 'map':
      return `array_to_string(list_transform(map_entries(${value}), lambda _e: ${textValue('_e.key', type.key, parameters)} || ${keys} || coalesce(${textValue('_e.value', type.value, parameters)}, '\\N')), ${items})`
    case 'row':
      throw new TrinoError(
        'NOT_SUPPORTED',
        `Writing ${typeName(type)} as text is not supported by the embedded lakehouse`,
      )
    default:
      return `CAST(${value} AS VARCHAR)`
  }
}
