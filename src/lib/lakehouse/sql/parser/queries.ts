import type {
  CommonTableExpression,
  Expression,
  GroupingElement,
  Query,
  QueryBody,
  Select,
  SelectItem,
  SortItem,
} from '../ast.js'
import { window } from './calls.js'
import type { Cursor } from './cursor.js'
import { expression, postfixed } from './expressions.js'
import { fromClause } from './relations.js'

/** Whether a query begins `n` tokens from here, behind any opening parentheses. */
export function startsQuery(p: Cursor, n: number): boolean {
  let at = n
  while (p.ahead(at).key === '(') at++
  const { key } = p.ahead(at)
  // `TABLE(f(…))` is a table function, `TABLE t` a query.
  return key === 'SELECT' || key === 'WITH' || key === 'VALUES' || (key === 'TABLE' && p.ahead(at + 1).key !== '(')
}

/** `(query)`. */
export function parenthesizedQuery(p: Cursor): Query {
  p.expect('(')
  const inner = query(p)
  p.expect(')')
  return inner
}

/** `query`: WITH, then `queryNoWith`. */
export function query(p: Cursor): Query {
  const start = p.token
  if (!p.accept('WITH')) return queryNoWith(p)
  const recursive = p.accept('RECURSIVE')
  const ctes = p.list(() => commonTableExpression(p))
  return { ...queryNoWith(p), with: { recursive, ctes }, loc: p.loc(start) }
}

function commonTableExpression(p: Cursor): CommonTableExpression {
  const start = p.token
  const name = p.identifier()
  const columns = p.is('(') ? p.parenthesized(() => p.identifier()) : undefined
  p.expect('AS', '(')
  const inner = query(p)
  p.expect(')')
  return { name, columns, query: inner, loc: p.loc(start) }
}

function queryNoWith(p: Cursor): Query {
  const start = p.token
  const result: Query = { kind: 'query', body: unionTerm(p), orderBy: [], loc: p.loc(start) }
  if (p.accept('ORDER')) {
    p.expect('BY')
    result.orderBy = p.list(() => sortItem(p))
  }
  if (p.accept('OFFSET')) {
    result.offset = rowCount(p)
    if (!p.accept('ROW')) p.accept('ROWS')
  }
  if (p.accept('LIMIT')) {
    if (!p.accept('ALL')) result.limit = rowCount(p)
  } else if (p.accept('FETCH')) {
    const at = p.next()
    if (at.key !== 'FIRST' && at.key !== 'NEXT') {
      p.at--
      p.fail("'FIRST'", "'NEXT'")
    }
    result.limit = p.isAny('ROW', 'ROWS') ? { kind: 'long', value: 1n, loc: p.loc(at) } : rowCount(p)
    if (!p.accept('ROW')) p.expect('ROWS')
    if (!p.accept('ONLY')) {
      p.expect('WITH', 'TIES')
      result.withTies = true
    }
  }
  result.loc = p.loc(start)
  return result
}

function rowCount(p: Cursor): Expression {
  if (p.token.type !== 'integer' && p.token.key !== '?') p.fail('<integer>', "'?'")
  return postfixed(p)
}

/** UNION and EXCEPT, left to right; INTERSECT binds tighter. */
function unionTerm(p: Cursor): QueryBody {
  return setOperation(p, ['UNION', 'EXCEPT'], () => setOperation(p, ['INTERSECT'], () => queryPrimary(p)))
}

function setOperation(p: Cursor, operators: string[], operand: () => QueryBody): QueryBody {
  const start = p.token
  let left = operand()
  while (p.isAny(...operators)) {
    const operator = p.next().key.toLowerCase() as 'union' | 'intersect' | 'except'
    const all = p.accept('ALL')
    if (!all) p.accept('DISTINCT')
    left = { kind: 'set-operation', operator, all, left, right: operand(), loc: p.loc(start) }
  }
  return left
}

function queryPrimary(p: Cursor): QueryBody {
  const start = p.token
  switch (start.key) {
    case 'SELECT':
      return select(p)
    case 'TABLE':
      p.next()
      return { kind: 'table-body', name: p.qualifiedName(), loc: p.loc(start) }
    case 'VALUES':
      p.next()
      return { kind: 'values', rows: p.list(() => expression(p)), loc: p.loc(start) }
    case '(': {
      p.next()
      const inner = queryNoWith(p)
      p.expect(')')
      return inner
    }
  }
  return p.fail("'('", "'SELECT'", "'TABLE'", "'VALUES'")
}

function select(p: Cursor): Select {
  const start = p.next()
  const distinct = p.accept('DISTINCT')
  if (!distinct) acceptAll(p)
  const items = p.list(() => selectItem(p))
  const result: Select = { kind: 'select', distinct, items, windows: [], loc: p.loc(start) }
  if (p.accept('FROM')) result.from = fromClause(p)
  if (p.accept('WHERE')) result.where = expression(p)
  if (p.accept('GROUP')) {
    p.expect('BY')
    const distinctSets = p.accept('DISTINCT')
    if (!distinctSets) acceptAll(p)
    result.groupBy = { distinct: distinctSets, elements: p.list(() => groupingElement(p)) }
  }
  if (p.accept('HAVING')) result.having = expression(p)
  if (p.accept('WINDOW')) {
    result.windows = p.list(() => {
      const name = p.identifier()
      p.expect('AS')
      return { name, window: window(p) }
    })
  }
  result.loc = p.loc(start)
  return result
}

/** The quantifier ALL, which is also a possible column name: what follows tells. */
function acceptAll(p: Cursor) {
  const { type, key } = p.ahead(1)
  const named = type === 'eof' || [',', '.', ')', 'FROM', 'AS', 'HAVING', 'ORDER', '[', '='].includes(key)
  if (p.is('ALL') && !named) p.next()
}

function selectItem(p: Cursor): SelectItem {
  const start = p.token
  if (p.accept('*')) return { kind: 'all', loc: p.loc(start) }
  const value = expression(p)
  if (p.token.key === '.' && p.ahead(1).key === '*') {
    p.at += 2
    const aliases = p.accept('AS') ? p.parenthesized(() => p.identifier()) : undefined
    return { kind: 'all', target: value, aliases, loc: p.loc(start) }
  }
  const alias = p.accept('AS') || startsAlias(p) ? p.identifier() : undefined
  return { kind: 'expression', value, alias, loc: p.loc(start) }
}

/** Whether an alias without AS stands here. A few clauses begin with words that are names elsewhere. */
export function startsAlias(p: Cursor): boolean {
  if (!p.isIdentifier()) {
    p.missed('<identifier>')
    return false
  }
  const following = p.ahead(1)
  switch (p.token.key) {
    case 'LIMIT':
      return following.type !== 'integer' && following.key !== '?' && following.key !== 'ALL'
    case 'OFFSET':
      return following.type !== 'integer' && following.key !== '?'
    case 'FETCH':
      return following.key !== 'FIRST' && following.key !== 'NEXT'
    case 'WINDOW':
      return !(p.isIdentifier(following) && p.ahead(2).key === 'AS' && p.ahead(3).key === '(')
    case 'TABLESAMPLE':
      return following.key !== 'BERNOULLI' && following.key !== 'SYSTEM'
    case 'MATCH_RECOGNIZE':
      return following.key !== '('
  }
  return true
}

function groupingElement(p: Cursor): GroupingElement {
  for (const kind of ['rollup', 'cube'] as const) {
    if (p.accept(kind.toUpperCase())) {
      p.expect('(')
      const sets = p.is(')') ? [] : p.list(() => groupingSet(p))
      p.expect(')')
      return { kind, expressions: sets.map(set => rowOf(p, set)) }
    }
  }
  if (p.token.key === 'GROUPING' && p.ahead(1).key === 'SETS') {
    p.at += 2
    return { kind: 'sets', sets: p.parenthesized(() => groupingSet(p)) }
  }
  return { kind: 'simple', expressions: groupingSet(p) }
}

/** A composite element of ROLLUP or CUBE counts as one: it is kept as a row. */
function rowOf(p: Cursor, set: Expression[]): Expression {
  if (set.length === 1) return set[0]!
  return { kind: 'row', items: set, loc: set[0]?.loc ?? p.loc(p.ahead(-1)) }
}

/** `(a, b)`, `()`, or one expression. A parenthesis that only begins a longer expression is part of that. */
function groupingSet(p: Cursor): Expression[] {
  if (p.token.key === '(') {
    const set = p.attempt(() => {
      p.expect('(')
      const items = p.token.key === ')' ? [] : p.list(() => expression(p))
      p.expect(')')
      const { type, key } = p.token
      if (type === 'eof' || [',', ')', 'HAVING', 'WINDOW', 'ORDER', 'LIMIT', 'OFFSET', 'FETCH'].includes(key))
        return items
      if (['UNION', 'EXCEPT', 'INTERSECT', 'WITH'].includes(key)) return items
      return p.fail()
    })
    if (set) return set
  }
  return [expression(p)]
}

/** `expression [ASC|DESC] [NULLS FIRST|LAST]`. */
export function sortItem(p: Cursor): SortItem {
  const start = p.token
  const value = expression(p)
  const descending = p.accept('DESC')
  if (!descending) p.accept('ASC')
  let nulls: SortItem['nulls']
  if (p.accept('NULLS')) {
    if (p.accept('FIRST')) nulls = 'first'
    else {
      p.expect('LAST')
      nulls = 'last'
    }
  }
  return { value, descending, nulls, loc: p.loc(start) }
}
