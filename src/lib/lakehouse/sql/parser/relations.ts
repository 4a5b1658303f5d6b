import type { Expression, Join, Relation, Table, TableFunctionRelation } from '../ast.js'
import type { Cursor } from './cursor.js'
import { expression, valueExpression } from './expressions.js'
import { parenthesizedQuery, query, startsAlias, startsQuery } from './queries.js'

/** The relations of FROM; commas are implicit joins. */
export function fromClause(p: Cursor): Relation {
  const start = p.token
  let left = relation(p)
  while (p.accept(',')) {
    const right = relation(p)
    left = { kind: 'join', type: 'implicit', left, right, natural: false, loc: p.loc(start) }
  }
  return left
}

/** `relation`: joins, left to right. */
export function relation(p: Cursor): Relation {
  const start = p.token
  let left = sampled(p)
  for (;;) {
    if (p.accept('CROSS')) {
      p.expect('JOIN')
      left = { kind: 'join', type: 'cross', left, right: sampled(p), natural: false, loc: p.loc(start) }
      continue
    }
    const natural = p.accept('NATURAL')
    const type = joinType(p)
    if (!type) {
      if (natural) p.fail()
      return left
    }
    left = joined(p, left, type, natural)
    left.loc = p.loc(start)
  }
}

function joinType(p: Cursor): Join['type'] | undefined {
  if (p.accept('JOIN')) return 'inner'
  for (const type of ['inner', 'left', 'right', 'full'] as const) {
    if (!p.accept(type.toUpperCase())) continue
    if (type !== 'inner') p.accept('OUTER')
    p.expect('JOIN')
    return type
  }
  return undefined
}

function joined(p: Cursor, left: Relation, type: Join['type'], natural: boolean): Join {
  const { loc } = left
  if (natural) return { kind: 'join', type, left, right: sampled(p), natural, loc }
  // The right side may hold joins of its own: `a join b join c on … on …`.
  const right = relation(p)
  if (p.accept('ON')) return { kind: 'join', type, left, right, natural, on: expression(p), loc }
  p.expect('USING')
  return { kind: 'join', type, left, right, natural, using: p.parenthesized(() => p.identifier()), loc }
}

function sampled(p: Cursor): Relation {
  const start = p.token
  const inner = aliased(p)
  if (p.token.key === 'MATCH_RECOGNIZE' && p.ahead(1).key === '(') {
    p.error('MATCH_RECOGNIZE is not supported', p.token, 'NOT_SUPPORTED')
  }
  p.missed("'MATCH_RECOGNIZE'")
  if (!p.accept('TABLESAMPLE')) return inner
  const method = p.accept('BERNOULLI') ? 'bernoulli' : 'system'
  if (method === 'system') p.expect('SYSTEM')
  p.expect('(')
  const percentage = expression(p)
  p.expect(')')
  return { kind: 'sampled', relation: inner, method, percentage, loc: p.loc(start) }
}

function aliased(p: Cursor): Relation {
  const start = p.token
  const inner = relationPrimary(p)
  if (!p.accept('AS') && !startsAlias(p)) return inner
  const alias = p.identifier()
  const columns = p.is('(') ? p.parenthesized(() => p.identifier()) : undefined
  return { kind: 'aliased', relation: inner, alias, columns, loc: p.loc(start) }
}

function relationPrimary(p: Cursor): Relation {
  const start = p.token
  switch (start.key) {
    case '(':
      return parenthesizedRelation(p)
    case 'UNNEST': {
      p.next()
      const expressions = p.parenthesized(() => expression(p))
      const ordinality = p.acceptAll('WITH', 'ORDINALITY')
      return { kind: 'unnest', expressions, ordinality, loc: p.loc(start) }
    }
    case 'LATERAL': {
      if (p.ahead(1).key !== '(') break
      p.at += 2
      const inner = query(p)
      p.expect(')')
      return { kind: 'lateral', query: inner, loc: p.loc(start) }
    }
    case 'TABLE':
      return tableFunction(p)
    case 'JSON_TABLE':
      return p.error('JSON_TABLE is not supported', start, 'NOT_SUPPORTED')
  }
  if (!p.isIdentifier()) p.fail("'('", "'JSON_TABLE'", "'LATERAL'", "'TABLE'", "'UNNEST'", '<identifier>')
  const name = p.qualifiedName()
  const asOf = queryPeriod(p)
  return { kind: 'table', name, asOf, loc: p.loc(start) }
}

/** `FOR TIMESTAMP AS OF …`, `FOR VERSION AS OF …`; Athena's guide has the SYSTEM_ forms too. */
function queryPeriod(p: Cursor): Table['asOf'] {
  if (!p.accept('FOR')) return undefined
  const timestamp = p.accept('TIMESTAMP') || p.accept('SYSTEM_TIME')
  if (!timestamp && !p.accept('SYSTEM_VERSION')) p.expect('VERSION')
  p.expect('AS', 'OF')
  return { kind: timestamp ? 'timestamp' : 'version', value: valueExpression(p) }
}

function parenthesizedRelation(p: Cursor): Relation {
  const start = p.token
  if (startsQuery(p, 1)) {
    const subquery = p.attempt(() => parenthesizedQuery(p))
    if (subquery) return { kind: 'subquery-relation', query: subquery, loc: p.loc(start) }
  }
  p.expect('(')
  const inner = relation(p)
  p.expect(')')
  return inner
}

function tableFunction(p: Cursor): TableFunctionRelation {
  const start = p.next()
  p.expect('(')
  const name = p.qualifiedName()
  p.expect('(')
  const args = p.is(')') ? [] : p.list(() => tableFunctionArgument(p))
  p.expect(')', ')')
  return { kind: 'table-function', name, args, loc: p.loc(start) }
}

function tableFunctionArgument(p: Cursor): { name?: TableFunctionRelation['args'][number]['name']; value: Expression } {
  if (p.ahead(1).key !== '=>') return { value: expression(p) }
  const name = p.identifier()
  p.expect('=>')
  if (p.token.key === 'TABLE' || (p.token.key === 'DESCRIPTOR' && p.ahead(1).key === '(')) {
    p.error('Table and descriptor arguments of table functions are not supported', p.token, 'NOT_SUPPORTED')
  }
  return { name, value: expression(p) }
}
