import type { Column, Table, TableInput } from '../catalog/model.js'
import { Cursor } from '../sql/parser/cursor.js'
import { typeName as parseTypeName } from '../sql/parser/types.js'
import type { ResolvedRelation } from '../sql/resolver.js'
import { TrinoError } from '../sql/trino-error.js'
import { resolveTypeName, typeName } from '../sql/types/names.js'
import type { TrinoType } from '../sql/types/type.js'
import { fromHiveType, toHiveType } from './hive/types.js'

/** Trino's stored form of a view (io.trino.plugin.hive.ViewReaderUtil): JSON in base64 in a comment. */
interface StoredView {
  originalSql: string
  catalog?: string
  schema?: string
  columns: { name: string; type: string; comment?: string }[]
  comment?: string
  owner?: string
  runAsInvoker?: boolean
}

const PREFIX = '/* Presto View: '
const SUFFIX = ' */'

export function isView(table: Table): boolean {
  return table.tableType === 'VIRTUAL_VIEW'
}

/** The view's definition, as the analyzer needs it. */
export function viewRelation(table: Table, catalog: string): ResolvedRelation {
  const view = readView(table)
  return {
    kind: 'view',
    name: { catalog, schema: table.databaseName, name: table.name },
    sql: view.originalSql,
    catalog: view.catalog?.toLowerCase() ?? catalog,
    ...(view.schema && { schema: view.schema.toLowerCase() }),
    columns: view.columns.map(({ name, type }) => ({ name: name.toLowerCase(), type: viewType(type) })),
  }
}

export function readView(table: Table): StoredView {
  const text = table.viewOriginalText?.trim() ?? ''
  if (!text.startsWith(PREFIX) || !text.endsWith(SUFFIX)) {
    throw new TrinoError(
      'NOT_SUPPORTED',
      `Hive views are not supported: ${table.databaseName}.${table.name} was not created by Athena or Trino`,
    )
  }
  const encoded = text.slice(PREFIX.length, -SUFFIX.length)
  try {
    return JSON.parse(Buffer.from(encoded, 'base64').toString('utf8')) as StoredView
  } catch {
    throw new TrinoError('INVALID_VIEW', `Invalid view JSON: ${table.databaseName}.${table.name}`)
  }
}

export interface ViewDefinition {
  name: { database: string; name: string }
  catalog: string
  schema?: string
  sql: string
  columns: { name: string; type: TrinoType }[]
  owner: string
}

/** The Glue table of a view, as Athena writes it: readable by Trino, its columns also in Hive's words. */
export function viewTable(view: ViewDefinition): TableInput {
  const stored: StoredView = {
    originalSql: view.sql,
    catalog: view.catalog,
    ...(view.schema !== undefined && { schema: view.schema }),
    columns: view.columns.map(({ name, type }) => ({ name, type: typeName(type) })),
    owner: view.owner,
    runAsInvoker: false,
  }
  return {
    databaseName: view.name.database,
    name: view.name.name,
    owner: view.owner,
    tableType: 'VIRTUAL_VIEW',
    parameters: { presto_view: 'true', comment: 'Presto View' },
    storageDescriptor: { columns: view.columns.map(viewColumn), location: '' },
    partitionKeys: [],
    viewOriginalText: `${PREFIX}${Buffer.from(JSON.stringify(stored)).toString('base64')}${SUFFIX}`,
    viewExpandedText: '/* Presto View */',
  }
}

/** Types that Hive has no word for are shown as string: queries go by the stored view. */
function viewColumn({ name, type }: { name: string; type: TrinoType }): Column {
  try {
    return { name, type: toHiveType(type) }
  } catch {
    return { name, type: 'string' }
  }
}

/** Trino's spelling; other writers (awswrangler) leave Hive's words in it. */
function viewType(text: string): TrinoType {
  try {
    const cursor = new Cursor(text, false)
    return resolveTypeName(cursor.parse(() => parseTypeName(cursor)))
  } catch {
    return fromHiveType(text)
  }
}
