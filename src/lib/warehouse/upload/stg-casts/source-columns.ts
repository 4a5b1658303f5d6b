import type { Expression, Query, QueryBody, Relation, Select } from '../../../lakehouse/sql/ast.js'
import { Placeholder } from './expand-jinja.js'

/** An expression that a model selects right from its source, and what the source is called around it. */
export interface SourceColumn {
  expression: Expression
  /** The column's name in the model. */
  name: string
  alias: string
}

/** What a model selects from its source: in the query itself, or in common table expressions that do nothing but that. */
export function sourceColumns(query: Query): SourceColumn[] {
  const sources = new Set<string>([Placeholder.source])
  const found: SourceColumn[] = []
  for (const { name, query: inner } of query.with?.ctes ?? []) {
    const select = plainSelect(inner.body)
    const alias = select && aliasOf(select.from, sources)
    if (select === undefined || alias === undefined) continue
    if (select.items.every(item => item.kind === 'all')) sources.add(name.name.toLowerCase())
    else found.push(...columnsOf(select, alias))
  }
  const select = plainSelect(query.body)
  const alias = select && aliasOf(select.from, sources)
  return select === undefined || alias === undefined ? found : [...found, ...columnsOf(select, alias)]
}

function plainSelect(body: QueryBody): Select | undefined {
  return body.kind === 'select' && body.groupBy === undefined ? body : undefined
}

/** What the source is called in FROM, where it is all there is. */
function aliasOf(from: Relation | undefined, sources: ReadonlySet<string>): string | undefined {
  if (from?.kind === 'aliased') return aliasOf(from.relation, sources) === undefined ? undefined : from.alias.name
  if (from?.kind !== 'table' || from.name.parts.length !== 1) return undefined
  const { name } = from.name.parts[0]!
  return sources.has(name.toLowerCase()) ? name : undefined
}

function columnsOf({ items }: Select, alias: string): SourceColumn[] {
  return items.flatMap(item => {
    if (item.kind !== 'expression') return []
    const name = item.alias?.name ?? (item.value.kind === 'identifier' ? item.value.name : '')
    return [{ expression: item.value, name, alias }]
  })
}
