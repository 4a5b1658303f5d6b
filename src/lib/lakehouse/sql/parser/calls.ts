import type {
  Expression,
  Extract,
  Frame,
  FrameBound,
  FunctionCall,
  QualifiedName,
  SortItem,
  Trim,
  Window,
} from '../ast.js'
import type { Cursor } from './cursor.js'
import { expression, valueExpression } from './expressions.js'
import type { Token } from './lexer.js'
import { sortItem } from './queries.js'

function builtIn(p: Cursor, start: Token, name: string, args: Expression[]): FunctionCall {
  const loc = { line: start.line, column: start.column, start: start.start, end: start.end }
  const qualified: QualifiedName = { parts: [{ kind: 'identifier', name, quoted: false, loc }], loc }
  return { kind: 'call', name: qualified, args, star: false, distinct: false, orderBy: [], loc: p.loc(start) }
}

/** `name(…)` with everything that may follow an aggregate or a window function. */
export function call(p: Cursor): FunctionCall {
  const start = p.token
  const name = p.qualifiedName()
  const result: FunctionCall = {
    kind: 'call',
    name,
    args: [],
    star: false,
    distinct: false,
    orderBy: [],
    loc: name.loc,
  }
  p.expect('(')
  if (p.accept('*')) {
    result.star = true
  } else if (p.token.key !== ')') {
    p.missed("')'")
    if (p.accept('DISTINCT')) result.distinct = true
    else if (p.is('ALL') && ![',', ')', '.', '->'].includes(p.ahead(1).key)) p.next()
    if (result.distinct || !p.is('ORDER')) result.args = p.list(() => expression(p))
    result.orderBy = orderBy(p)
  } else {
    p.missed("'*'", "'ALL'", "'DISTINCT'", "'ORDER'", '<expression>')
  }
  p.expect(')')
  if (p.follows('FILTER', '(')) result.filter = filter(p)
  else p.missed("'FILTER'")
  const treated = p.follows('IGNORE', 'NULLS') || p.follows('RESPECT', 'NULLS')
  if (treated) {
    result.nullTreatment = p.next().key === 'IGNORE' ? 'ignore' : 'respect'
    p.next()
    if (!p.is('OVER')) p.fail()
  }
  p.missed("'IGNORE'", "'OVER'", "'RESPECT'")
  if (treated || (p.token.key === 'OVER' && (p.ahead(1).key === '(' || p.isIdentifier(p.ahead(1))))) {
    p.next()
    result.over = p.token.key === '(' ? window(p) : p.identifier()
  }
  result.loc = p.loc(start)
  return result
}

function orderBy(p: Cursor): SortItem[] {
  if (!p.acceptAll('ORDER', 'BY')) return []
  return p.list(() => sortItem(p))
}

function filter(p: Cursor): Expression {
  p.expect('FILTER', '(', 'WHERE')
  const condition = expression(p)
  p.expect(')')
  return condition
}

/** `(windowSpecification)`. */
export function window(p: Cursor): Window {
  const start = p.token
  p.expect('(')
  const result: Window = { kind: 'window', partitionBy: [], orderBy: [], loc: p.loc(start) }
  if (p.isIdentifier() && !startsWindowClause(p)) result.base = p.identifier()
  if (p.acceptAll('PARTITION', 'BY')) result.partitionBy = p.list(() => expression(p))
  result.orderBy = orderBy(p)
  if (p.isAny('RANGE', 'ROWS', 'GROUPS')) result.frame = frame(p)
  p.expect(')')
  result.loc = p.loc(start)
  return result
}

function startsWindowClause(p: Cursor): boolean {
  if (p.token.key === 'PARTITION') return p.ahead(1).key === 'BY'
  return ['RANGE', 'ROWS', 'GROUPS'].includes(p.token.key) && p.ahead(1).key !== ')'
}

function frame(p: Cursor): Frame {
  const start = p.token
  const unit = p.next().key.toLowerCase() as Frame['unit']
  if (!p.accept('BETWEEN')) return { unit, start: frameBound(p), loc: p.loc(start) }
  const from = frameBound(p)
  p.expect('AND')
  return { unit, start: from, end: frameBound(p), loc: p.loc(start) }
}

function frameBound(p: Cursor): FrameBound {
  if (p.acceptAll('UNBOUNDED', 'PRECEDING')) return { kind: 'unbounded-preceding' }
  if (p.acceptAll('UNBOUNDED', 'FOLLOWING')) return { kind: 'unbounded-following' }
  if (p.acceptAll('CURRENT', 'ROW')) return { kind: 'current-row' }
  const value = expression(p)
  if (p.accept('PRECEDING')) return { kind: 'preceding', value }
  p.expect('FOLLOWING')
  return { kind: 'following', value }
}

/** `LISTAGG([DISTINCT] x [, 's'] [ON OVERFLOW …]) WITHIN GROUP (ORDER BY …) [FILTER …]`. */
export function listagg(p: Cursor): FunctionCall {
  const start = p.next()
  p.expect('(')
  const distinct = p.accept('DISTINCT')
  if (!distinct) p.accept('ALL')
  const args = [expression(p)]
  if (p.accept(',')) {
    const at = p.token
    args.push({ kind: 'string', value: p.string(), loc: p.loc(at) })
  }
  const overflow = p.acceptAll('ON', 'OVERFLOW') ? listaggOverflow(p) : undefined
  p.expect(')', 'WITHIN', 'GROUP', '(')
  if (!p.is('ORDER')) p.fail()
  const order = orderBy(p)
  p.expect(')')
  const result = builtIn(p, start, 'listagg', args)
  const condition = p.follows('FILTER', '(') ? filter(p) : undefined
  return { ...result, distinct, orderBy: order, overflow, filter: condition, loc: p.loc(start) }
}

function listaggOverflow(p: Cursor): FunctionCall['overflow'] {
  if (p.accept('ERROR')) return { kind: 'error' }
  p.expect('TRUNCATE')
  const filler = p.token.type === 'string' || p.token.type === 'unicode-string' ? p.string() : undefined
  const withCount = p.accept('WITH')
  if (!withCount) p.expect('WITHOUT')
  p.expect('COUNT')
  return { kind: 'truncate', filler, withCount }
}

export function arrayConstructor(p: Cursor): Expression {
  const start = p.next()
  p.expect('[')
  const items = p.is(']') ? [] : p.list(() => expression(p))
  p.expect(']')
  return { kind: 'array', items, loc: p.loc(start) }
}

/** `EXTRACT(field FROM x)`. */
export function extract(p: Cursor): Extract {
  const start = p.next()
  p.expect('(')
  const field = p.identifier().name.toLowerCase()
  p.expect('FROM')
  const value = valueExpression(p)
  p.expect(')')
  return { kind: 'extract', field, value, loc: p.loc(start) }
}

/** `TRIM([[LEADING|TRAILING|BOTH] [chars] FROM] x)` and `TRIM(x, chars)`. */
export function trim(p: Cursor): Trim {
  const start = p.next()
  p.expect('(')
  const side = ({ LEADING: 'leading', TRAILING: 'trailing', BOTH: 'both' } as const)[p.token.key]
  if (side && ![',', ')', '.', '['].includes(p.ahead(1).key)) {
    p.next()
    const chars = p.token.key === 'FROM' ? undefined : valueExpression(p)
    p.expect('FROM')
    const value = valueExpression(p)
    p.expect(')')
    return { kind: 'trim', side, chars, value, loc: p.loc(start) }
  }
  p.missed("'BOTH'", "'LEADING'", "'TRAILING'")
  if (p.token.key === 'FROM') {
    p.error("The 'trim' function must have specification, char or both arguments when it takes FROM", start)
  }
  let value = valueExpression(p)
  let chars: Expression | undefined
  if (p.accept('FROM')) {
    chars = value
    value = valueExpression(p)
  } else if (p.accept(',')) {
    chars = valueExpression(p)
  }
  p.expect(')')
  return { kind: 'trim', side: 'both', chars, value, loc: p.loc(start) }
}

/** `POSITION(a IN b)`, as Trino's `strpos(b, a)`; undefined for a plain call. */
export function position(p: Cursor): FunctionCall | undefined {
  const start = p.token
  const args = p.attempt(() => {
    p.expect('POSITION', '(')
    const needle = valueExpression(p)
    p.expect('IN')
    const haystack = valueExpression(p)
    p.expect(')')
    return [haystack, needle]
  })
  return args && builtIn(p, start, 'strpos', args)
}

/** `SUBSTRING(x FROM a [FOR b])`; undefined for a plain call. */
export function substring(p: Cursor): FunctionCall | undefined {
  const start = p.token
  const args = p.attempt(() => {
    p.expect('SUBSTRING', '(')
    const parts = [valueExpression(p)]
    p.expect('FROM')
    parts.push(valueExpression(p))
    if (p.accept('FOR')) parts.push(valueExpression(p))
    p.expect(')')
    return parts
  })
  return args && builtIn(p, start, 'substr', args)
}

/** `NORMALIZE(x [, NFD|NFC|NFKD|NFKC])`; the form becomes a string argument. */
export function normalize(p: Cursor): FunctionCall {
  const start = p.next()
  p.expect('(')
  const args = [valueExpression(p)]
  const comma = p.accept(',')
  const form = p.token
  if (comma && !['NFD', 'NFC', 'NFKD', 'NFKC'].some(key => p.accept(key))) p.fail()
  args.push({ kind: 'string', value: comma ? form.key : 'NFC', loc: p.loc(comma ? form : start) })
  p.expect(')')
  return builtIn(p, start, 'normalize', args)
}

/** `GROUPING(a, t.b, …)`. */
export function grouping(p: Cursor): FunctionCall {
  const start = p.next()
  p.expect('(')
  const args = p.token.key === ')' ? [] : p.list(() => columnReference(p))
  p.expect(')')
  return builtIn(p, start, 'grouping', args)
}

function columnReference(p: Cursor): Expression {
  const start = p.token
  let column: Expression = p.identifier()
  while (p.accept('.')) column = { kind: 'dereference', base: column, field: p.identifier(), loc: p.loc(start) }
  return column
}
