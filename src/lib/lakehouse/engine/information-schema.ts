import type { CatalogStore, Table } from '../catalog/model.js'
import { isIcebergTable } from '../iceberg/glue-table.js'
import type { RelationColumn, RelationName, ResolvedRelation } from '../sql/resolver.js'
import { quoteIdentifier, quoteString } from '../sql/types/duckdb-type.js'
import { typeName } from '../sql/types/names.js'
import { fromHiveType } from './hive/types.js'
import { isView, readView } from './views.js'

type Cell = string | number | null

/** Trino's `information_schema`, over what Glue holds. */
const TABLES: Record<string, { columns: string[]; rows: (catalog: CatalogStore, name: string) => Cell[][] }> = {
  schemata: {
    columns: ['catalog_name', 'schema_name'],
    rows: (catalog, name) => schemas(catalog).map(schema => [name, schema]),
  },
  tables: {
    columns: ['table_catalog', 'table_schema', 'table_name', 'table_type'],
    rows: (catalog, name) => [
      ...tables(catalog).map(table => [name, table.databaseName, table.name, isView(table) ? 'VIEW' : 'BASE TABLE']),
      ...Object.keys(TABLES).map(table => [name, 'information_schema', table, 'BASE TABLE']),
    ],
  },
  columns: {
    columns: [
      'table_catalog',
      'table_schema',
      'table_name',
      'column_name',
      'ordinal_position',
      'column_default',
      'is_nullable',
      'data_type',
      'comment',
      'extra_info',
    ],
    rows: (catalog, name) =>
      tables(catalog).flatMap(table =>
        tableColumns(table).map(([column, type, comment, extra], i) => [
          name,
          table.databaseName,
          table.name,
          column,
          i + 1,
          null,
          'YES',
          type,
          comment,
          extra,
        ]),
      ),
  },
  views: {
    columns: ['table_catalog', 'table_schema', 'table_name', 'view_definition'],
    rows: (catalog, name) =>
      tables(catalog)
        .filter(isView)
        .map(table => [name, table.databaseName, table.name, viewText(table)]),
  },
  applicable_roles: { columns: ['grantee', 'grantee_type', 'role_name', 'is_grantable'], rows: () => [] },
  enabled_roles: { columns: ['role_name'], rows: () => [] },
  roles: { columns: ['role_name'], rows: () => [] },
  table_privileges: {
    columns: [
      'grantor',
      'grantor_type',
      'grantee',
      'grantee_type',
      'table_catalog',
      'table_schema',
      'table_name',
      'privilege_type',
      'is_grantable',
      'with_hierarchy',
    ],
    rows: () => [],
  },
}

export function informationSchema(catalog: CatalogStore, name: RelationName): ResolvedRelation | undefined {
  const table = TABLES[name.name]
  if (!table) return undefined
  const columns = table.columns.map(
    (column): RelationColumn => ({
      name: column,
      type: column === 'ordinal_position' ? { kind: 'bigint' } : { kind: 'varchar' },
    }),
  )
  return {
    kind: 'table',
    name,
    format: 'system',
    columns,
    from: valuesRelation(columns, table.rows(catalog, name.catalog)),
  }
}

/** A DuckDB FROM item of constant rows. */
function valuesRelation(columns: RelationColumn[], rows: Cell[][]): string {
  const sqlType = (column: RelationColumn) => (column.type.kind === 'bigint' ? 'BIGINT' : 'VARCHAR')
  const typed = columns.map(
    column => `${quoteIdentifier(column.name)}::${sqlType(column)} AS ${quoteIdentifier(column.name)}`,
  )
  const names = columns.map(column => quoteIdentifier(column.name)).join(', ')
  const cell = (value: Cell) =>
    value === null ? 'NULL' : typeof value === 'number' ? String(value) : quoteString(value)
  const source =
    rows.length > 0
      ? `(VALUES ${rows.map(row => `(${row.map(cell).join(', ')})`).join(', ')})`
      : `(SELECT ${columns.map(() => 'NULL').join(', ')} WHERE false)`
  return `(SELECT ${typed.join(', ')} FROM ${source} AS _i(${names}))`
}

function schemas(catalog: CatalogStore): string[] {
  return [...catalog.databases().map(database => database.name), 'information_schema'].sort()
}

function tables(catalog: CatalogStore): Table[] {
  return catalog.databases().flatMap(database => catalog.tables(database.name))
}

function viewText(table: Table): string | null {
  try {
    return readView(table).originalSql
  } catch {
    return null
  }
}

function tableColumns(table: Table): [name: string, type: string, comment: string | null, extra: string | null][] {
  const iceberg = isIcebergTable(table)
  const current = (table.storageDescriptor?.columns ?? []).filter(
    column => !iceberg || column.parameters?.['iceberg.field.current'] !== 'false',
  )
  return [
    ...current.map((column): [string, string, string | null, string | null] => [
      column.name.toLowerCase(),
      trinoTypeName(column.type, iceberg),
      column.comment ?? null,
      null,
    ]),
    ...table.partitionKeys.map((column): [string, string, string | null, string | null] => [
      column.name.toLowerCase(),
      trinoTypeName(column.type, iceberg),
      column.comment ?? null,
      'partition key',
    ]),
  ]
}

/** A column that cannot be read is listed with the words that Glue has for it. */
function trinoTypeName(hive: string, iceberg: boolean): string {
  if (iceberg && hive === 'timestamp') return 'timestamp(6)'
  try {
    return typeName(fromHiveType(hive))
  } catch {
    return hive
  }
}
