import type { Expression, Query, QueryBody, Relation, Select } from '../lakehouse/sql/ast.js'
import { cteName } from './syntax.js'

/** A column of a query's result. */
export interface OutputColumn {
  /** Lower case. */
  name: string | undefined
  value: Expression
  /** The SELECT it is made in, and what that reads: for looking further. */
  select: Select
  sources: Source[]
}

export interface Columns {
  columns: OutputColumn[]
  /** False when a `*` over a table hides some. */
  complete: boolean
}

interface Source {
  alias: string | undefined
  columns: Columns
}

type Scope = ReadonlyMap<string, Columns>

const UNKNOWN: Columns = { columns: [], complete: false }

/** The columns that a query yields, as far as its text says: common table expressions and subqueries are followed. */
export function outputColumns(query: Query, outer: Scope = new Map()): Columns {
  const scope = new Map(outer)
  for (const cte of query.with?.ctes ?? []) {
    const columns = query.with?.recursive ? UNKNOWN : outputColumns(cte.query, scope)
    scope.set(cteName(cte), renamed(columns, cte.columns))
  }
  return ofBody(query.body, scope)
}

function ofBody(body: QueryBody, scope: Scope): Columns {
  switch (body.kind) {
    case 'query':
      return outputColumns(body, scope)
    case 'set-operation':
      return ofBody(body.left, scope)
    case 'select':
      return ofSelect(body, scope)
    case 'table-body':
      return (body.name.parts.length === 1 && scope.get(body.name.parts[0]!.name.toLowerCase())) || UNKNOWN
    default:
      return UNKNOWN
  }
}

function ofSelect(select: Select, scope: Scope): Columns {
  const sources = select.from === undefined ? [] : sourcesOf(select.from, scope)
  const columns: OutputColumn[] = []
  let complete = true
  for (const item of select.items) {
    if (item.kind === 'expression') {
      columns.push({ name: item.alias?.name.toLowerCase() ?? nameOf(item.value), value: item.value, select, sources })
      continue
    }
    const target = item.target === undefined ? undefined : nameOf(item.target)
    const meant = target === undefined ? sources : sources.filter(({ alias }) => alias === target)
    if (meant.length === 0 || meant.some(source => !source.columns.complete)) complete = false
    columns.push(...meant.flatMap(source => source.columns.columns))
  }
  return { columns, complete }
}

function sourcesOf(relation: Relation, scope: Scope): Source[] {
  switch (relation.kind) {
    case 'join':
      return [...sourcesOf(relation.left, scope), ...sourcesOf(relation.right, scope)]
    case 'sampled':
      return sourcesOf(relation.relation, scope)
    case 'aliased': {
      const inner = sourcesOf(relation.relation, scope)
      const columns = inner.length === 1 ? inner[0]!.columns : UNKNOWN
      return [{ alias: relation.alias.name.toLowerCase(), columns: renamed(columns, relation.columns) }]
    }
    case 'subquery-relation':
    case 'lateral':
      return [{ alias: undefined, columns: outputColumns(relation.query, scope) }]
    case 'table': {
      const alias = relation.name.parts.at(-1)!.name.toLowerCase()
      return [{ alias, columns: (relation.name.parts.length === 1 && scope.get(alias)) || UNKNOWN }]
    }
    default:
      return [{ alias: undefined, columns: UNKNOWN }]
  }
}

function renamed(columns: Columns, names: { name: string }[] | undefined): Columns {
  if (names === undefined || !columns.complete) return names === undefined ? columns : UNKNOWN
  return {
    complete: true,
    columns: columns.columns.map((column, index) => ({ ...column, name: names[index]?.name.toLowerCase() })),
  }
}

function nameOf(value: Expression): string | undefined {
  if (value.kind === 'identifier') return value.name.toLowerCase()
  return value.kind === 'dereference' ? value.field.name.toLowerCase() : undefined
}

/** The column that a name inside of `column`'s SELECT means, where the text says it; undefined for a table's column. */
export function columnBehind(value: Expression, { sources }: OutputColumn): OutputColumn | undefined {
  const name = nameOf(value)
  if (name === undefined) return undefined
  const qualifier = value.kind === 'dereference' ? nameOf(value.base) : undefined
  const searched = qualifier === undefined ? sources : sources.filter(({ alias }) => alias === qualifier)
  for (const { columns } of searched) {
    const found = columns.columns.find(column => column.name === name)
    if (found !== undefined) return found
  }
  return undefined
}
