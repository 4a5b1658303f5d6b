import type {
  CommonTableExpression,
  FunctionCall,
  Join,
  Location,
  Query,
  Select,
  SetOperation,
  Statement,
} from '../lakehouse/sql/ast.js'
import { parseStatement } from '../lakehouse/sql/parser/parse.js'
import { TrinoError } from '../lakehouse/sql/trino-error.js'

export type { FunctionCall, Join, Query, Select, SetOperation }

/** Any node of the tree that has a `kind`. */
export interface SyntaxNode {
  kind: string
  loc: Location
}

export type Parsed = { query: Query } | { message: string; at: { line: number; column: number } }

/** Parses a model's compiled SQL: its query, or Trino's complaint. */
export function parseModel(sql: string): Parsed {
  let statement: Statement
  try {
    statement = parseStatement(sql)
  } catch (error) {
    if (!(error instanceof TrinoError)) throw error
    return { message: error.message, at: error.location ?? { line: 1, column: 1 } }
  }
  if (statement.kind === 'query') return { query: withoutEphemeral(statement) }
  return { message: `a model is a query, not a statement of kind ${statement.kind}`, at: statement.loc }
}

/** dbt puts an ephemeral model's SQL into its readers as a common table expression of this name. */
export const EPHEMERAL = '__dbt__cte__'

/** The query without the SQL of ephemeral models: they are models, and linted, themselves. */
function withoutEphemeral(query: Query): Query {
  const own = query.with?.ctes.filter(cte => !cteName(cte).startsWith(EPHEMERAL)) ?? []
  if (query.with === undefined || own.length === query.with.ctes.length) return query
  return { ...query, with: own.length === 0 ? undefined : { ...query.with, ctes: own } }
}

/** The node's direct children that have a `kind`, names left out. CTEs have none: their queries are children. */
export function childrenOf(node: object): SyntaxNode[] {
  const found: SyntaxNode[] = []
  const collect = (value: unknown) => {
    if (typeof value !== 'object' || value === null) return
    if (Array.isArray(value)) return value.forEach(collect)
    const { kind, loc } = value as Partial<SyntaxNode>
    if (typeof kind === 'string' && typeof loc === 'object') found.push(value as SyntaxNode)
    else for (const [key, inner] of Object.entries(value)) if (key !== 'loc' && key !== 'name') collect(inner)
  }
  for (const [key, value] of Object.entries(node)) if (key !== 'loc' && key !== 'name') collect(value)
  return found
}

/** Visits the node and everything below it; `block` is the innermost SELECT (or query, for its ORDER BY) around it. */
export function walk(
  node: SyntaxNode,
  visit: (node: SyntaxNode, block: SyntaxNode) => void,
  block: SyntaxNode = node,
): void {
  visit(node, block)
  const inner = node.kind === 'query' || node.kind === 'select' ? node : block
  for (const child of childrenOf(node)) walk(child, visit, inner)
}

/** A CTE's name as a lookup sees it. */
export function cteName({ name }: CommonTableExpression): string {
  return name.name.toLowerCase()
}
