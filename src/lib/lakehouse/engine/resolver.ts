import type { CatalogStore } from '../catalog/model.js'
import { isIcebergTable } from '../iceberg/glue-table.js'
import type { TableName } from '../iceberg/iceberg-catalog.js'
import type { TableMetadata } from '../iceberg/metadata/model.js'
import type { SystemTable } from '../iceberg/system/system-table.js'
import type { AsOf, RelationName, ResolvedRelation } from '../sql/resolver.js'
import { TrinoError } from '../sql/trino-error.js'
import type { DataFile } from './hive/files.js'
import type { CsvFormat } from './hive/open-csv-line.js'
import { hivePartitionsRelation, hiveRelation } from './hive/table.js'
import { icebergRelation } from './iceberg-relation.js'
import { informationSchema } from './information-schema.js'
import { systemRelation } from './system-relation.js'
import { isView, viewRelation } from './views.js'

/** What resolving needs of a statement. */
export interface RelationSource {
  catalog: CatalogStore
  /** The folder of all objects: `<root>/<bucket>/<key>`. */
  objectsRoot: string
  dataFiles(locations: string[]): DataFile[][]
  /** Files of an OpenCSVSerde table in a form that DuckDB reads alike. */
  readableCsv(files: DataFile[], format: CsvFormat): DataFile[]
  icebergMetadata(name: TableName): TableMetadata | undefined
  /** The rows behind `$snapshots`, `$files`, …; undefined for a kind that does not exist. */
  icebergSystemTable(name: TableName, kind: string): SystemTable | undefined
  writeTarget(name: RelationName): string | undefined
  noteScan(relation: string, bytes: number): void
}

/** What a full name stands for; names are lower case. */
export function resolveRelation(source: RelationSource, name: RelationName, asOf?: AsOf): ResolvedRelation | undefined {
  if (name.schema === 'information_schema') return informationSchema(source.catalog, name)
  const table = source.catalog.table(name.schema, name.name)
  if (!table) return metadataTable(source, name)
  if (isView(table)) {
    if (asOf) throw new TrinoError('NOT_SUPPORTED', 'Views do not support time travel')
    return viewRelation(table, name.catalog)
  }
  if (isIcebergTable(table)) return icebergRelation(source, name, asOf)
  if (asOf) throw new TrinoError('NOT_SUPPORTED', 'This connector does not support versioned tables')
  return hiveRelation(source, name, table)
}

/** `"t$snapshots"` and its like. */
function metadataTable(source: RelationSource, name: RelationName): ResolvedRelation | undefined {
  const dollar = name.name.lastIndexOf('$')
  if (dollar <= 0) return undefined
  const base = name.name.slice(0, dollar)
  const kind = name.name.slice(dollar + 1)
  const table = source.catalog.table(name.schema, base)
  if (!table || isView(table)) return undefined
  if (isIcebergTable(table)) return systemRelation(source, name, { database: name.schema, name: base }, kind)
  return kind === 'partitions' ? hivePartitionsRelation(source, name, table) : undefined
}
