import { TrinoError } from '../../sql/trino-error.js'
import type { Properties } from './table-properties.js'

/** https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-creating-tables.html#querying-iceberg-table-properties */
const MAINTENANCE: Record<string, string> = {
  optimize_rewrite_data_file_threshold: 'optimize_rewrite_data_file_threshold',
  optimize_rewrite_delete_file_threshold: 'optimize_rewrite_delete_file_threshold',
  optimize_rewrite_min_data_file_size_bytes: 'optimize_rewrite_min_data_file_size_bytes',
  optimize_rewrite_max_data_file_size_bytes: 'optimize_rewrite_max_data_file_size_bytes',
  write_target_data_file_size_bytes: 'write.target-file-size-bytes',
  vacuum_min_snapshots_to_keep: 'vacuum_min_snapshots_to_keep',
  vacuum_max_snapshot_age_seconds: 'vacuum_max_snapshot_age_seconds',
  vacuum_max_metadata_files_to_keep: 'vacuum_max_metadata_files_to_keep',
}

const CODECS: Record<string, string> = {
  NONE: 'uncompressed',
  UNCOMPRESSED: 'uncompressed',
  GZIP: 'gzip',
  SNAPPY: 'snappy',
  ZSTD: 'zstd',
  LZ4: 'lz4',
}

/** Properties of an Iceberg table as Athena's DDL names them, in Iceberg's own words where it has them. */
export function icebergProperties(given: {
  format?: string
  compression?: string
  maintenance: Record<string, string>
}): Record<string, string> {
  const format = (given.format ?? 'PARQUET').toUpperCase()
  if (format !== 'PARQUET')
    throw new TrinoError('NOT_SUPPORTED', `Iceberg file format ${format} is not supported by the embedded lakehouse`)
  const codec = CODECS[(given.compression ?? 'ZSTD').toUpperCase()]
  if (!codec) throw new TrinoError('INVALID_TABLE_PROPERTY', `Unsupported write_compression: ${given.compression}`)
  return { 'write.format.default': 'PARQUET', 'write.parquet.compression-codec': codec, ...given.maintenance }
}

/** The maintenance properties of a CTAS. */
export function maintenanceProperties(properties: Properties): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [name, property] of Object.entries(MAINTENANCE)) {
    const value = properties.number(name)
    if (value !== undefined) found[property] = String(value)
  }
  return found
}

/** `TBLPROPERTIES` of an Iceberg table: text values, the same names. Others are refused by name, as Athena does. */
export function icebergTableProperties(given: Record<string, string>): Record<string, string> {
  const maintenance: Record<string, string> = {}
  for (const [name, value] of Object.entries(given)) {
    const key = name.toLowerCase()
    if (key === 'table_type' || key === 'format' || key === 'write_compression') continue
    const property = MAINTENANCE[key]
    if (!property) throw new TrinoError('INVALID_TABLE_PROPERTY', `Unsupported table property key: ${name}`)
    if (!/^\d+$/.test(value))
      throw new TrinoError('INVALID_TABLE_PROPERTY', `Table property ${name} is not a number: ${value}`)
    maintenance[property] = value
  }
  return maintenance
}
