import type { Binary, Comparison, ComparisonOperator, Expression, Identifier, Lambda } from '../ast.js'
import type { Cursor } from './cursor.js'
import type { Token } from './lexer.js'
import { primary } from './primary.js'
import { query, startsQuery } from './queries.js'

const COMPARISONS: Record<string, ComparisonOperator> = {
  '=': '=',
  '<>': '<>',
  '!=': '<>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
}

/** `expression`: OR, AND, NOT, then one predicate at most. */
export function expression(p: Cursor): Expression {
  return logical(p, 'or', 'OR', conjunction)
}

function conjunction(p: Cursor): Expression {
  return logical(p, 'and', 'AND', negation)
}

function logical(p: Cursor, operator: 'and' | 'or', keyword: string, operand: (p: Cursor) => Expression): Expression {
  const start = p.token
  const first = operand(p)
  if (!p.is(keyword)) return first
  const terms = [first]
  while (p.accept(keyword)) terms.push(operand(p))
  return { kind: 'logical', operator, terms, loc: p.loc(start) }
}

function negation(p: Cursor): Expression {
  const start = p.token
  if (start.key !== 'NOT') return predicated(p)
  p.next()
  return { kind: 'not', operand: negation(p), loc: p.loc(start) }
}

function predicated(p: Cursor): Expression {
  const start = p.token
  const value = valueExpression(p)
  const at = p.token
  const operator = COMPARISONS[at.key]
  if (operator) return comparison(p, start, value, operator)
  switch (at.key) {
    case 'IN':
      // ANTLR sees that no alternative of IN fits and reports IN itself.
      if (p.ahead(1).key !== '(' || p.ahead(2).key === ')') p.fail("'AND'", "'OR'", '<EOF>')
      return predicate(p, start, value, false)
    case 'BETWEEN':
    case 'LIKE':
      return predicate(p, start, value, false)
    case 'NOT':
      p.next()
      return predicate(p, start, value, true)
    case 'IS': {
      p.next()
      const negated = p.accept('NOT')
      if (p.accept('NULL')) return { kind: 'is-null', negated, value, loc: p.loc(start, at) }
      p.expect('DISTINCT', 'FROM')
      return { kind: 'distinct-from', negated, left: value, right: valueExpression(p), loc: p.loc(start, at) }
    }
  }
  p.missed('<predicate>')
  return value
}

function comparison(p: Cursor, start: Token, left: Expression, operator: ComparisonOperator): Expression {
  const at = p.next()
  const quantifier = ({ ALL: 'all', ANY: 'any', SOME: 'some' } as const)[p.token.key]
  if (quantifier && p.ahead(1).key === '(' && startsQuery(p, 2)) {
    p.next()
    p.expect('(')
    const subquery = query(p)
    p.expect(')')
    return { kind: 'quantified', operator, quantifier, value: left, query: subquery, loc: p.loc(start, at) }
  }
  const right = valueExpression(p)
  return { kind: 'comparison', operator, left, right, loc: p.loc(start, at) } satisfies Comparison
}

/** BETWEEN, IN and LIKE, after their NOT. Trino puts them where the predicate begins, that is at NOT if there is one. */
function predicate(p: Cursor, start: Token, value: Expression, negated: boolean): Expression {
  const at = negated ? p.ahead(-1) : p.token
  if (p.accept('BETWEEN')) {
    const low = valueExpression(p)
    p.expect('AND')
    const high = valueExpression(p)
    return { kind: 'between', negated, value, low, high, loc: p.loc(start, at) }
  }
  if (p.accept('LIKE')) {
    const pattern = valueExpression(p)
    const escapedBy = p.accept('ESCAPE') ? valueExpression(p) : undefined
    return { kind: 'like', negated, value, pattern, escape: escapedBy, loc: p.loc(start, at) }
  }
  p.expect('IN', '(')
  // `in ((select 1))` is a list of one scalar subquery in Trino's grammar, so the list is tried first there.
  const list = p.token.key === '(' || !startsQuery(p, 0) ? p.attempt(() => inList(p)) : undefined
  if (list) return { kind: 'in-list', negated, value, list, loc: p.loc(start, at) }
  if (!startsQuery(p, 0)) inList(p)
  const subquery = query(p)
  p.expect(')')
  return { kind: 'in-subquery', negated, value, query: subquery, loc: p.loc(start, at) }
}

function inList(p: Cursor): Expression[] {
  const list = p.list(() => expression(p))
  p.expect(')')
  return list
}

/** `valueExpression`, from the loosest operator to the tightest: `||`, then `+ -`, then `* / %`, then unary signs. */
export function valueExpression(p: Cursor): Expression {
  const start = p.token
  let left = sum(p)
  while (p.token.key === '||') left = binary(p, start, left, () => sum(p))
  if (p.explaining) p.missed("'%'", "'*'", "'+'", "'-'", "'.'", "'/'", "'AT'", "'['", "'||'")
  return left
}

function sum(p: Cursor): Expression {
  const start = p.token
  let left = product(p)
  while (p.token.key === '+' || p.token.key === '-') left = binary(p, start, left, () => product(p))
  return left
}

function product(p: Cursor): Expression {
  const start = p.token
  let left = signed(p)
  while (p.token.key === '*' || p.token.key === '/' || p.token.key === '%')
    left = binary(p, start, left, () => signed(p))
  return left
}

function binary(p: Cursor, start: Token, left: Expression, operand: () => Expression): Expression {
  const at = p.next()
  const right = operand()
  return { kind: 'binary-operator', operator: at.key as Binary['operator'], left, right, loc: p.loc(start, at) }
}

function signed(p: Cursor): Expression {
  const start = p.token
  if (start.key === '-' || start.key === '+') {
    const number = start.key === '-' && ['integer', 'decimal', 'double'].includes(p.ahead(1).type)
    if (!number) {
      p.next()
      return { kind: 'unary', operator: start.key, operand: signed(p), loc: p.loc(start) }
    }
  }
  let value = postfixed(p)
  while (p.follows('AT', 'TIME', 'ZONE')) {
    const at = p.next()
    p.at += 2
    value = { kind: 'at-time-zone', value, zone: zone(p), loc: p.loc(start, at) }
  }
  return value
}

function zone(p: Cursor): Expression {
  const start = p.token
  if (start.key === 'INTERVAL') return primary(p)
  return { kind: 'string', value: p.string(), loc: p.loc(start) }
}

/** A primary with its subscripts and field names. */
export function postfixed(p: Cursor): Expression {
  const start = p.token
  let value = primary(p)
  for (;;) {
    if (p.token.key === '[') {
      p.next()
      const index = valueExpression(p)
      p.expect(']')
      value = { kind: 'subscript', base: value, index, loc: p.loc(start) }
    } else if (p.token.key === '.' && p.ahead(1).key !== '*') {
      p.next()
      p.missed("'*'")
      value = { kind: 'dereference', base: value, field: p.identifier(), loc: p.loc(start) }
    } else {
      return value
    }
  }
}

/** `x -> …`, `(x, y) -> …`, `() -> …`; undefined where none of them begins here. */
export function lambda(p: Cursor): Lambda | undefined {
  const start = p.token
  let n = 0
  if (start.key === '(') {
    n = 1
    while (p.isIdentifier(p.ahead(n))) n += p.ahead(n + 1).key === ',' ? 2 : 1
    if (p.ahead(n++).key !== ')') return undefined
  } else if (p.isIdentifier(start)) {
    n = 1
  }
  if (n === 0 || p.ahead(n).key !== '->') return undefined
  let params: Identifier[] = []
  if (start.key !== '(') params = [p.identifier()]
  else if (p.ahead(1).key === ')') p.at += 2
  else params = p.parenthesized(() => p.identifier())
  p.expect('->')
  return { kind: 'lambda', params, body: expression(p), loc: p.loc(start) }
}
