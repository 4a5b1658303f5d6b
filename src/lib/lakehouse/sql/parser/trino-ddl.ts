import type { CreateTableAs, CreateView, Property } from '../ast.js'
import type { Cursor } from './cursor.js'
import { expression } from './expressions.js'
import { query } from './queries.js'

/** `WITH (key = value, …)`, without its WITH. */
export function properties(p: Cursor): Property[] {
  return p.parenthesized(() => {
    const start = p.token
    const name = p.identifier()
    p.expect('=')
    return { name, value: expression(p), loc: p.loc(start) }
  })
}

/** `CREATE TABLE [IF NOT EXISTS] name [(columns)] [WITH (…)] AS query [WITH [NO] DATA]`. */
export function createTableAs(p: Cursor): CreateTableAs {
  const start = p.next()
  p.expect('TABLE')
  const ifNotExists = p.acceptAll('IF', 'NOT', 'EXISTS')
  const name = p.qualifiedName()
  const columns = p.is('(') ? p.parenthesized(() => p.identifier()) : undefined
  if (p.accept('COMMENT')) p.string()
  const withProperties = p.accept('WITH') ? properties(p) : []
  p.expect('AS')
  const { inner, withData } = p.attempt(() => ctasQuery(p, true)) ?? ctasQuery(p, false)
  return {
    kind: 'create-table-as',
    name,
    ifNotExists,
    properties: withProperties,
    columns,
    query: inner,
    withData,
    loc: p.loc(start),
  }
}

/** The parenthesised form may begin with WITH, which no other parenthesised query body may. */
function ctasQuery(p: Cursor, wrapped: boolean) {
  if (wrapped) p.expect('(')
  const inner = query(p)
  if (wrapped) p.expect(')')
  let withData = true
  if (p.accept('WITH')) {
    withData = !p.accept('NO')
    p.expect('DATA')
  }
  if (p.token.type !== 'eof') p.fail('<EOF>')
  return { inner, withData }
}

/** `CREATE [OR REPLACE] VIEW name [COMMENT …] [SECURITY …] AS query`. */
export function createView(p: Cursor): CreateView {
  const start = p.next()
  const orReplace = p.acceptAll('OR', 'REPLACE')
  p.expect('VIEW')
  const name = p.qualifiedName()
  const comment = p.accept('COMMENT') ? p.string() : undefined
  if (p.accept('SECURITY') && !p.accept('DEFINER')) p.expect('INVOKER')
  p.expect('AS')
  return { kind: 'create-view', name, orReplace, comment, query: query(p), loc: p.loc(start) }
}
