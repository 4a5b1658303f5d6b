import type { Delete, Identifier, Insert, Merge, MergeCase, Update } from '../ast.js'
import type { Cursor } from './cursor.js'
import { expression } from './expressions.js'
import { query } from './queries.js'
import { relation } from './relations.js'

/** `INSERT INTO name [(columns)] query`. */
export function insert(p: Cursor): Insert {
  const start = p.next()
  p.expect('INTO')
  const target = p.qualifiedName()
  // `(` opens the column list or a parenthesised query: only the list is all identifiers.
  const columns = p.token.key === '(' && p.isIdentifier(p.ahead(1)) ? p.parenthesized(() => p.identifier()) : undefined
  return { kind: 'insert', target, columns, query: query(p), loc: p.loc(start) }
}

/** `DELETE FROM name [WHERE …]`. */
export function deleteFrom(p: Cursor): Delete {
  const start = p.next()
  p.expect('FROM')
  const target = p.qualifiedName()
  const where = p.accept('WHERE') ? expression(p) : undefined
  return { kind: 'delete', target, where, loc: p.loc(start) }
}

/** `UPDATE name SET a = …, b = … [WHERE …]`. */
export function update(p: Cursor): Update {
  const start = p.next()
  const target = p.qualifiedName()
  p.expect('SET')
  const set = p.list(() => assignment(p))
  const where = p.accept('WHERE') ? expression(p) : undefined
  return { kind: 'update', target, set, where, loc: p.loc(start) }
}

function assignment(p: Cursor): Update['set'][number] {
  const column = p.identifier()
  p.expect('=')
  return { column, value: expression(p) }
}

/** `MERGE INTO name [[AS] alias] USING relation ON … WHEN …`. */
export function merge(p: Cursor): Merge {
  const start = p.next()
  p.expect('INTO')
  const target = p.qualifiedName()
  const alias: Identifier | undefined = p.accept('AS') || p.isIdentifier() ? p.identifier() : undefined
  p.expect('USING')
  const source = relation(p)
  p.expect('ON')
  const on = expression(p)
  const cases: MergeCase[] = []
  do cases.push(mergeCase(p))
  while (p.is('WHEN'))
  return { kind: 'merge', target, alias, source, on, cases, loc: p.loc(start) }
}

function mergeCase(p: Cursor): MergeCase {
  const start = p.token
  p.expect('WHEN')
  const matched = !p.accept('NOT')
  p.expect('MATCHED')
  const condition = p.accept('AND') ? expression(p) : undefined
  p.expect('THEN')
  if (!matched) {
    p.expect('INSERT')
    const columns = p.is('(') ? p.parenthesized(() => p.identifier()) : undefined
    p.expect('VALUES')
    const values = p.parenthesized(() => expression(p))
    return { kind: 'not-matched-insert', condition, columns, values, loc: p.loc(start) }
  }
  if (p.accept('DELETE')) return { kind: 'matched-delete', condition, loc: p.loc(start) }
  p.expect('UPDATE', 'SET')
  return { kind: 'matched-update', condition, set: p.list(() => assignment(p)), loc: p.loc(start) }
}
