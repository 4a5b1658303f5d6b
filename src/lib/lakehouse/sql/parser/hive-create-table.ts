import type { CreateTable, Identifier } from '../ast.js'
import type { Cursor } from './cursor.js'
import { columnDefinition, stringProperties } from './hive-clauses.js'

/** `CREATE [EXTERNAL] TABLE …`, its clauses in Hive's order. Iceberg tables come in the same form. */
export function createTable(p: Cursor): CreateTable {
  const start = p.next()
  const external = p.accept('EXTERNAL')
  p.expect('TABLE')
  const ifNotExists = p.acceptAll('IF', 'NOT', 'EXISTS')
  const name = p.qualifiedName()
  const columns = p.is('(') ? p.parenthesized(() => columnDefinition(p)) : []
  const result: CreateTable = {
    kind: 'create-table',
    external,
    ifNotExists,
    name,
    columns,
    partitionedBy: [],
    tblProperties: {},
    loc: p.loc(start),
  }
  if (p.accept('COMMENT')) result.comment = p.string()
  if (p.accept('PARTITIONED')) {
    p.expect('BY')
    result.partitionedBy = p.parenthesized(() => partitionField(p))
  }
  if (p.accept('CLUSTERED')) {
    p.expect('BY')
    const clusterColumns = p.parenthesized(() => p.identifier())
    p.expect('INTO')
    result.clusteredBy = { columns: clusterColumns, buckets: p.integer() }
    p.expect('BUCKETS')
  }
  if (p.accept('ROW')) {
    p.expect('FORMAT')
    result.rowFormat = rowFormat(p)
  }
  if (p.accept('STORED')) {
    p.expect('AS')
    result.storedAs = storedAs(p)
  }
  // The user guide's synopsis also has the SerDe's properties here.
  if (p.is('WITH')) serdeProperties(p, result)
  if (p.accept('LOCATION')) result.location = p.string()
  if (p.accept('TBLPROPERTIES')) result.tblProperties = stringProperties(p)
  result.loc = p.loc(start)
  return result
}

/** `name type` (Hive), or `transform(…)` and a bare column name (Iceberg). */
function partitionField(p: Cursor): CreateTable['partitionedBy'][number] {
  const start = p.token
  if (start.type === 'word' && p.ahead(1).key === '(') {
    const transform = p.next().value.toLowerCase()
    const args = p.parenthesized((): number | Identifier => (p.token.type === 'integer' ? p.integer() : p.identifier()))
    return { kind: 'transform', transform, args, loc: p.loc(start) }
  }
  if (p.ahead(1).key === ',' || p.ahead(1).key === ')') {
    return { kind: 'transform', transform: 'identity', args: [p.identifier()], loc: p.loc(start) }
  }
  return { kind: 'column', ...columnDefinition(p) }
}

function rowFormat(p: Cursor): CreateTable['rowFormat'] {
  if (p.accept('SERDE')) {
    const className = p.string()
    const properties = p.acceptAll('WITH', 'SERDEPROPERTIES') ? stringProperties(p) : {}
    return { kind: 'serde', className, properties }
  }
  p.expect('DELIMITED')
  const format: NonNullable<CreateTable['rowFormat']> = { kind: 'delimited' }
  if (p.acceptAll('FIELDS', 'TERMINATED', 'BY')) {
    format.fields = p.string()
    if (p.acceptAll('ESCAPED', 'BY')) format.escape = p.string()
  }
  if (p.acceptAll('COLLECTION', 'ITEMS', 'TERMINATED', 'BY')) format.items = p.string()
  if (p.acceptAll('MAP', 'KEYS', 'TERMINATED', 'BY')) format.mapKeys = p.string()
  if (p.acceptAll('LINES', 'TERMINATED', 'BY')) format.lines = p.string()
  if (p.acceptAll('NULL', 'DEFINED', 'AS')) format.nullAs = p.string()
  return format
}

function storedAs(p: Cursor): CreateTable['storedAs'] {
  if (p.accept('INPUTFORMAT')) {
    const input = p.string()
    p.expect('OUTPUTFORMAT')
    return { kind: 'classes', input, output: p.string() }
  }
  return { kind: 'format', name: p.identifier().name.toLowerCase() }
}

function serdeProperties(p: Cursor, result: CreateTable) {
  p.expect('WITH', 'SERDEPROPERTIES')
  const properties = stringProperties(p)
  if (result.rowFormat?.kind !== 'serde') p.fail()
  Object.assign(result.rowFormat.properties, properties)
}
