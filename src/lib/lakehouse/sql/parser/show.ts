import type { Describe, Identifier, QualifiedName, Show } from '../ast.js'
import { TrinoError } from '../trino-error.js'
import type { Cursor } from './cursor.js'
import { partitionSpec } from './hive-clauses.js'

/** `SHOW …` in the forms of Athena's user guide. */
export function show(p: Cursor): Show {
  const start = p.next()
  const form = showForm(p)
  return { kind: 'show', ...form, loc: p.loc(start) } as Show
}

type ShowForm = Show extends infer T ? (T extends Show ? Omit<T, 'kind' | 'loc'> : never) : never

function showForm(p: Cursor): ShowForm {
  if (p.accept('DATABASES') || p.accept('SCHEMAS')) return { what: 'databases', like: pattern(p) }
  for (const what of ['tables', 'views'] as const) {
    if (!p.accept(what.toUpperCase())) continue
    const database = p.accept('IN') || p.accept('FROM') ? p.qualifiedName() : undefined
    return { what, database, like: pattern(p) }
  }
  for (const what of ['functions', 'catalogs', 'session'] as const) {
    if (p.accept(what.toUpperCase())) return { what, like: pattern(p) }
  }
  if (p.accept('COLUMNS')) return { what: 'columns', table: columnsTable(p) }
  if (p.accept('PARTITIONS')) return { what: 'partitions', table: hiveTableName(p) }
  if (p.accept('CREATE')) {
    if (p.accept('TABLE')) return { what: 'create-table', name: p.qualifiedName() }
    p.expect('VIEW')
    return { what: 'create-view', name: p.qualifiedName() }
  }
  p.expect('TBLPROPERTIES')
  const table = hiveTableName(p)
  const property = p.is('(') ? p.parenthesized(() => p.string()) : []
  return { what: 'tblproperties', table, property: property[0] }
}

/** `[LIKE] 'pattern'`. */
function pattern(p: Cursor): string | undefined {
  if (p.accept('LIKE')) return p.string()
  if (p.token.type === 'string') return p.string()
  p.missed('<string>')
  return undefined
}

/** `{FROM|IN} [database.]table`, `{FROM|IN} table {FROM|IN} database`. */
function columnsTable(p: Cursor): QualifiedName {
  if (!p.accept('FROM')) p.expect('IN')
  const table = p.qualifiedName()
  if (!p.accept('FROM') && !p.accept('IN')) return table
  const database = p.identifier()
  return { parts: [database, ...table.parts], loc: table.loc }
}

/** Hive's own parser runs these; it knows no catalog in a name. */
function hiveTableName(p: Cursor): QualifiedName {
  const name = p.qualifiedName()
  const extra: Identifier | undefined = name.parts[2]
  if (extra) {
    const dot = { line: extra.loc.line, column: extra.loc.column - 2 }
    const near = name.parts[1]!.name
    throw new TrinoError(
      'SYNTAX_ERROR',
      `FAILED: ParseException line ${dot.line}:${dot.column} missing EOF at '.' near '${near}'`,
    )
  }
  return name
}

/** `DESCRIBE [EXTENDED|FORMATTED] name [PARTITION (…)] [column]`, `DESCRIBE {INPUT|OUTPUT} statement`. */
export function describe(p: Cursor): Describe {
  const start = p.next()
  const result: Describe = {
    kind: 'describe',
    what: 'table',
    extended: false,
    formatted: false,
    name: { parts: [], loc: p.loc(start) },
    loc: p.loc(start),
  }
  if (p.isIdentifier(p.ahead(1))) {
    if (p.accept('EXTENDED')) result.extended = true
    else if (p.accept('FORMATTED')) result.formatted = true
    else if (p.accept('INPUT')) result.what = 'input'
    else if (p.accept('OUTPUT')) result.what = 'output'
    else if (p.accept('VIEW')) result.what = 'view'
  }
  result.name = p.qualifiedName()
  if (result.what === 'table') {
    if (p.is('PARTITION') && p.ahead(1).key === '(') result.partition = partitionSpec(p)
    if (p.isIdentifier()) result.column = columnPath(p)
  }
  result.loc = p.loc(start)
  return result
}

/** `column`, `column.field`, `column.'$elem$'`. */
function columnPath(p: Cursor): QualifiedName {
  const start = p.token
  const parts = [p.identifier()]
  while (p.accept('.')) {
    const at = p.token
    if (at.type === 'string') parts.push({ kind: 'identifier', name: p.string(), quoted: true, loc: p.loc(at) })
    else parts.push(p.identifier())
  }
  return { parts, loc: p.loc(start) }
}
