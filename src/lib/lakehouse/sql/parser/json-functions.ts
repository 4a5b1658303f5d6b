import type { JsonBehavior, JsonFunction } from '../ast.js'
import type { Cursor } from './cursor.js'
import { expression } from './expressions.js'
import { typeName } from './types.js'

/** `JSON_EXISTS`, `JSON_VALUE` and `JSON_QUERY`: an input, a path and what each of them may add. */
export function jsonPathFunction(p: Cursor): JsonFunction {
  const start = p.next()
  const name = start.key.toLowerCase() as 'json_exists' | 'json_value' | 'json_query'
  p.expect('(')
  const { value: input, formatJson: inputIsJson } = jsonValue(p)
  p.expect(',')
  const result: JsonFunction = {
    kind: 'json-function',
    name,
    input,
    inputIsJson,
    passing: [],
    members: [],
    loc: p.loc(start),
  }
  result.path = p.string()
  if (p.accept('AS')) p.identifier()
  if (p.accept('PASSING')) {
    result.passing = p.list(() => {
      const { value } = jsonValue(p)
      p.expect('AS')
      return { value, name: p.identifier().name }
    })
  }
  if (name !== 'json_exists') returning(p, result)
  if (name === 'json_query') wrapperAndQuotes(p, result)
  behaviors(p, result)
  p.expect(')')
  result.loc = p.loc(start)
  return result
}

function jsonValue(p: Cursor): { value: JsonFunction['members'][number]['value']; formatJson: boolean } {
  const value = expression(p)
  return { value, formatJson: formatJson(p) }
}

function formatJson(p: Cursor): boolean {
  if (!p.acceptAll('FORMAT', 'JSON')) return false
  if (p.accept('ENCODING') && !['UTF8', 'UTF16', 'UTF32'].some(key => p.accept(key))) p.fail()
  return true
}

function returning(p: Cursor, result: JsonFunction) {
  if (!p.accept('RETURNING')) return
  result.returning = typeName(p)
  if (result.name !== 'json_value') formatJson(p)
}

function wrapperAndQuotes(p: Cursor, result: JsonFunction) {
  if (p.accept('WITHOUT')) {
    p.accept('ARRAY')
    p.expect('WRAPPER')
    result.wrapper = 'without'
  } else if (p.accept('WITH')) {
    const conditional = p.accept('CONDITIONAL')
    if (!conditional) p.accept('UNCONDITIONAL')
    p.accept('ARRAY')
    p.expect('WRAPPER')
    result.wrapper = conditional ? 'conditional' : 'unconditional'
  }
  const keep = p.accept('KEEP')
  if (keep || p.accept('OMIT')) {
    p.expect('QUOTES')
    p.acceptAll('ON', 'SCALAR', 'STRING')
    result.quotes = keep ? 'keep' : 'omit'
  }
}

/** `… ON EMPTY … ON ERROR`, each at most once and in this order; JSON_EXISTS has only the second. */
function behaviors(p: Cursor, result: JsonFunction) {
  let behavior = jsonBehavior(p, result.name)
  if (behavior && result.name !== 'json_exists' && p.acceptAll('ON', 'EMPTY')) {
    result.onEmpty = behavior
    behavior = jsonBehavior(p, result.name)
  }
  if (!behavior) return
  p.expect('ON', 'ERROR')
  result.onError = behavior
}

function jsonBehavior(p: Cursor, name: JsonFunction['name']): JsonBehavior | undefined {
  if (p.accept('ERROR')) return { kind: 'error' }
  if (name === 'json_exists') {
    for (const kind of ['true', 'false', 'unknown'] as const) if (p.accept(kind.toUpperCase())) return { kind }
    return undefined
  }
  if (p.accept('NULL')) return { kind: 'null' }
  if (name === 'json_value') return p.accept('DEFAULT') ? { kind: 'default', value: expression(p) } : undefined
  if (!p.accept('EMPTY')) return undefined
  if (p.accept('ARRAY')) return { kind: 'empty-array' }
  p.expect('OBJECT')
  return { kind: 'empty-object' }
}

function nullTreatment(p: Cursor, result: JsonFunction) {
  if (p.acceptAll('NULL', 'ON', 'NULL')) result.nullOnNull = true
  else if (p.acceptAll('ABSENT', 'ON', 'NULL')) result.nullOnNull = false
}

/** `JSON_OBJECT([KEY] k VALUE v | k : v, … [NULL|ABSENT ON NULL] [WITH|WITHOUT UNIQUE KEYS] [RETURNING …])`. */
export function jsonObject(p: Cursor): JsonFunction {
  const start = p.next()
  const result: JsonFunction = {
    kind: 'json-function',
    name: 'json_object',
    passing: [],
    members: [],
    loc: p.loc(start),
  }
  p.expect('(')
  if (!p.is(')') && !p.is('RETURNING')) {
    result.members = p.list(() => {
      if (p.token.key === 'KEY' && ![',', '.', ':', 'VALUE', '('].includes(p.ahead(1).key)) p.next()
      const key = expression(p)
      if (!p.accept(':')) p.expect('VALUE')
      return { key, ...jsonValue(p) }
    })
    nullTreatment(p, result)
    const unique = p.accept('WITH')
    if (unique || p.accept('WITHOUT')) {
      p.expect('UNIQUE')
      p.accept('KEYS')
      result.uniqueKeys = unique
    }
  }
  returning(p, result)
  p.expect(')')
  result.loc = p.loc(start)
  return result
}

/** `JSON_ARRAY(v, … [NULL|ABSENT ON NULL] [RETURNING …])`. */
export function jsonArray(p: Cursor): JsonFunction {
  const start = p.next()
  const result: JsonFunction = {
    kind: 'json-function',
    name: 'json_array',
    passing: [],
    members: [],
    loc: p.loc(start),
  }
  p.expect('(')
  if (!p.is(')') && !p.is('RETURNING')) {
    result.members = p.list(() => jsonValue(p))
    nullTreatment(p, result)
  }
  returning(p, result)
  p.expect(')')
  result.loc = p.loc(start)
  return result
}
