import type { Deallocate, Execute, Explain, Optimize, Prepare, Statement, Unload, Vacuum } from '../ast.js'
import type { Cursor } from './cursor.js'
import { expression } from './expressions.js'
import { query } from './queries.js'
import { properties } from './trino-ddl.js'

/** `EXPLAIN [ANALYZE [VERBOSE]] [(TYPE …, FORMAT …)] statement`. */
export function explain(p: Cursor, statement: (p: Cursor) => Statement): Explain {
  const start = p.next()
  const analyze = p.accept('ANALYZE')
  const verbose = analyze && p.accept('VERBOSE')
  const options: Explain['options'] = {}
  // EXPLAIN (SELECT …) is a parenthesised query, not an option list. Athena allows options after ANALYZE too.
  if (p.token.key === '(' && ['TYPE', 'FORMAT'].includes(p.ahead(1).key)) {
    p.parenthesized(() => {
      if (p.accept('TYPE')) options.type = oneOf(p, ['logical', 'distributed', 'validate', 'io'] as const)
      else {
        p.expect('FORMAT')
        options.format = oneOf(p, ['text', 'graphviz', 'json'] as const)
      }
    })
  }
  return { kind: 'explain', analyze, verbose, options, statement: statement(p), loc: p.loc(start) }
}

function oneOf<T extends string>(p: Cursor, words: readonly T[]): T {
  for (const word of words) if (p.accept(word.toUpperCase())) return word
  return p.fail()
}

/** `OPTIMIZE name REWRITE DATA USING BIN_PACK [WHERE …]`. */
export function optimize(p: Cursor): Optimize {
  const start = p.next()
  const table = p.qualifiedName()
  p.expect('REWRITE', 'DATA', 'USING', 'BIN_PACK')
  const where = p.accept('WHERE') ? expression(p) : undefined
  return { kind: 'optimize', table, where, loc: p.loc(start) }
}

/** `VACUUM name`. */
export function vacuum(p: Cursor): Vacuum {
  const start = p.next()
  return { kind: 'vacuum', table: p.qualifiedName(), loc: p.loc(start) }
}

/** `PREPARE name FROM statement`. */
export function prepare(p: Cursor, statement: (p: Cursor) => Statement): Prepare {
  const start = p.next()
  const name = p.identifier()
  p.expect('FROM')
  return { kind: 'prepare', name, statement: statement(p), loc: p.loc(start) }
}

/** `EXECUTE name [USING value, …]`. */
export function execute(p: Cursor): Execute {
  const start = p.next()
  const name = p.identifier()
  const parameters = p.accept('USING') ? p.list(() => expression(p)) : []
  return { kind: 'execute', name, parameters, loc: p.loc(start) }
}

/** `DEALLOCATE PREPARE name`. */
export function deallocate(p: Cursor): Deallocate {
  const start = p.next()
  p.expect('PREPARE')
  return { kind: 'deallocate', name: p.identifier(), loc: p.loc(start) }
}

/** `UNLOAD (query) TO 's3://…' WITH (…)`. */
export function unload(p: Cursor): Unload {
  const start = p.next()
  p.expect('(')
  const inner = query(p)
  p.expect(')', 'TO')
  const to = p.string()
  const withProperties = p.accept('WITH') ? properties(p) : []
  return { kind: 'unload', query: inner, to, properties: withProperties, loc: p.loc(start) }
}
