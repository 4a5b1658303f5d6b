import type { CurrentValue, Expression, IntervalField, IntervalLiteral, SearchedCase, SimpleCase } from '../ast.js'
import { arrayConstructor, call, extract, grouping, listagg, normalize, position, substring, trim } from './calls.js'
import type { Cursor } from './cursor.js'
import { expression, lambda } from './expressions.js'
import { jsonArray, jsonObject, jsonPathFunction } from './json-functions.js'
import { parenthesizedQuery, startsQuery } from './queries.js'
import { typeName } from './types.js'

/** `primaryExpression` without its subscripts and dereferences. */
export function primary(p: Cursor): Expression {
  const start = p.token
  switch (start.type) {
    case 'word':
      return word(p)
    case 'quoted':
    case 'backquoted':
    case 'digit-word':
      return named(p)
    case 'string':
    case 'unicode-string':
      return { kind: 'string', value: p.string(), loc: p.loc(start) }
    case 'binary':
      p.next()
      return { kind: 'binary', hex: binaryDigits(p), loc: p.loc(start) }
    case 'integer':
    case 'decimal':
    case 'double':
      return number(p, '')
  }
  switch (start.key) {
    case '-':
      p.next()
      return number(p, '-')
    case '(':
      return lambda(p) ?? parenthesized(p)
    case '?':
      p.next()
      return { kind: 'parameter', index: p.parameters++, loc: p.loc(start) }
  }
  return p.fail('<expression>')
}

function number(p: Cursor, sign: string): Expression {
  const start = sign ? p.ahead(-1) : p.token
  const token = p.next()
  const digits = token.value.replaceAll('_', '')
  switch (token.type) {
    case 'integer': {
      const value = sign ? -BigInt(digits) : BigInt(digits)
      if (BigInt.asIntN(64, value) !== value) p.error(`Invalid numeric literal: ${sign}${token.value}`, start)
      return { kind: 'long', value, loc: p.loc(start) }
    }
    case 'decimal':
      return { kind: 'decimal', text: sign + digits, loc: p.loc(start) }
    case 'double':
      return { kind: 'double', text: sign + digits, loc: p.loc(start) }
  }
  p.at--
  return p.fail('<number>')
}

function binaryDigits(p: Cursor): string {
  const token = p.ahead(-1)
  const hex = token.value.replace(/[ \r\n\t]/g, '').toUpperCase()
  if (/[^0-9A-F]/.test(hex)) p.error('Binary literal can only contain hexadecimal digits', token)
  if (hex.length % 2) p.error('Binary literal must contain an even number of digits', token)
  return hex
}

function parenthesized(p: Cursor): Expression {
  const start = p.token
  if (startsQuery(p, 1)) {
    const subquery = p.attempt(() => parenthesizedQuery(p))
    if (subquery) return { kind: 'subquery', query: subquery, loc: p.loc(start) }
  }
  const items = p.parenthesized(() => expression(p))
  return items.length === 1 ? items[0]! : { kind: 'row', items, loc: p.loc(start) }
}

function word(p: Cursor): Expression {
  const start = p.token
  const callFollows = p.ahead(1).key === '('
  switch (start.key) {
    case 'NULL':
      p.next()
      return { kind: 'null', loc: p.loc(start) }
    case 'TRUE':
    case 'FALSE':
      p.next()
      return { kind: 'boolean', value: start.key === 'TRUE', loc: p.loc(start) }
    case 'CASE':
      return caseExpression(p)
    case 'CAST':
      return cast(p, false)
    case 'EXISTS': {
      p.next()
      return { kind: 'exists', query: parenthesizedQuery(p), loc: p.loc(start) }
    }
    case 'EXTRACT':
      return extract(p)
    case 'TRIM':
      return trim(p)
    case 'NORMALIZE':
      return normalize(p)
    case 'GROUPING':
      return grouping(p)
    case 'LISTAGG':
      return listagg(p)
    case 'JSON_EXISTS':
    case 'JSON_VALUE':
    case 'JSON_QUERY':
      return jsonPathFunction(p)
    case 'JSON_OBJECT':
      return jsonObject(p)
    case 'JSON_ARRAY':
      return jsonArray(p)
    case 'CURRENT_DATE':
    case 'CURRENT_USER':
    case 'CURRENT_CATALOG':
    case 'CURRENT_SCHEMA':
    case 'CURRENT_PATH':
    case 'CURRENT_TIME':
    case 'CURRENT_TIMESTAMP':
    case 'LOCALTIME':
    case 'LOCALTIMESTAMP':
      return currentValue(p)
    case 'TRY_CAST':
      if (callFollows) return cast(p, true)
      break
    case 'ROW':
      if (callFollows && p.ahead(2).key !== ')') {
        p.next()
        return { kind: 'row', items: p.parenthesized(() => expression(p)), loc: p.loc(start) }
      }
      break
    case 'ARRAY':
      if (p.ahead(1).key === '[') return arrayConstructor(p)
      break
    case 'POSITION':
      if (callFollows) return position(p) ?? named(p)
      break
    case 'SUBSTRING':
      if (callFollows) return substring(p) ?? named(p)
      break
    case 'INTERVAL':
      if (startsInterval(p)) return interval(p)
      break
    case 'DOUBLE':
      if (p.ahead(1).key === 'PRECISION' && p.ahead(2).type === 'string') {
        p.at += 2
        const type = { name: 'double', args: [], loc: p.loc(start) }
        return { kind: 'typed-literal', type, value: p.string(), loc: p.loc(start) }
      }
  }
  return named(p)
}

/** What begins with a name: a typed literal, a lambda, a function call or a column. */
function named(p: Cursor): Expression {
  const start = p.token
  if (!p.isIdentifier(start)) p.fail('<expression>')
  const following = p.ahead(1)
  if (following.type === 'string' || following.type === 'unicode-string') {
    const name = p.identifier()
    const type = { name: name.name.toLowerCase(), args: [], loc: name.loc }
    return { kind: 'typed-literal', type, value: p.string(), loc: p.loc(start) }
  }
  if (following.key === '->') return lambda(p)!
  let n = 1
  while (p.ahead(n).key === '.' && p.isIdentifier(p.ahead(n + 1))) n += 2
  return p.ahead(n).key === '(' ? call(p) : p.identifier()
}

function caseExpression(p: Cursor): SimpleCase | SearchedCase {
  const start = p.next()
  const operand = p.is('WHEN') ? undefined : expression(p)
  const whens: SimpleCase['whens'] = []
  do {
    p.expect('WHEN')
    const when = expression(p)
    p.expect('THEN')
    // biome-ignore lint/suspicious/noThenProperty: the tree is plain data and never awaited.
    whens.push({ when, then: expression(p) })
  } while (p.is('WHEN'))
  const otherwise = p.accept('ELSE') ? expression(p) : undefined
  p.expect('END')
  const loc = p.loc(start)
  return operand
    ? { kind: 'simple-case', operand, whens, otherwise, loc }
    : { kind: 'searched-case', whens, otherwise, loc }
}

function cast(p: Cursor, safe: boolean): Expression {
  const start = p.next()
  p.expect('(')
  const value = expression(p)
  p.expect('AS')
  const type = typeName(p)
  p.expect(')')
  return { kind: 'cast', value, type, safe, loc: p.loc(start) }
}

function currentValue(p: Cursor): CurrentValue {
  const start = p.next()
  const what = start.key.toLowerCase() as CurrentValue['what']
  let precision: number | undefined
  if (/TIME/.test(start.key) && p.accept('(')) {
    precision = p.integer()
    p.expect(')')
  }
  return { kind: 'current', what, precision, loc: p.loc(start) }
}

const INTERVAL_FIELDS = ['YEAR', 'MONTH', 'DAY', 'HOUR', 'MINUTE', 'SECOND']

function startsInterval(p: Cursor): boolean {
  const n = p.ahead(1).key === '-' || p.ahead(1).key === '+' ? 2 : 1
  const { type } = p.ahead(n)
  if (type !== 'string' && type !== 'unicode-string') return false
  // `interval '1'` without a field is a literal of a type named interval in Trino's grammar.
  return n === 2 || INTERVAL_FIELDS.includes(p.ahead(2).key)
}

function interval(p: Cursor): IntervalLiteral {
  const start = p.next()
  const sign = p.accept('-') ? -1 : 1
  if (sign === 1) p.accept('+')
  const value = p.string()
  const from = intervalField(p)
  const to = p.accept('TO') ? intervalField(p) : undefined
  return { kind: 'interval', value, sign, from, to, loc: p.loc(start) }
}

export function intervalField(p: Cursor): IntervalField {
  for (const field of INTERVAL_FIELDS) if (p.accept(field)) return field.toLowerCase() as IntervalField
  return p.fail()
}
