import type { Expression, Window } from '../ast.js'
import type { FunctionRegistry } from '../functions/registry.js'
import type { RelationResolver, ResolvedRelation, SqlSession } from '../resolver.js'
import type { TrinoType } from '../types/type.js'
import type { Field, Scope } from './scope.js'
import type { Typed } from './typed.js'

/** A relation that FROM can name beside the catalog's: a common table expression. */
export interface NamedQuery {
  name: string
  /** The DuckDB name of the CTE that holds it. */
  alias: string
  columns: { name?: string; label?: string; type: TrinoType }[]
}

/** What is shared by the analysis of one statement. */
export interface Analysis {
  session: SqlSession
  resolver: RelationResolver
  parameters: Expression[]
  functions: FunctionRegistry
  relations: ResolvedRelation[]
  /** Views being expanded, against recursion. */
  views: string[]
  nextAlias: (prefix: string) => string
  /** The statement's start as DuckDB SQL of type TIMESTAMPTZ. */
  now: string
}

export function startAnalysis(
  session: SqlSession,
  resolver: RelationResolver,
  functions: FunctionRegistry,
  parameters: Expression[] = [],
): Analysis {
  let count = 0
  return {
    session,
    resolver,
    functions,
    parameters,
    relations: [],
    views: [],
    nextAlias: prefix => `${prefix}${++count}`,
    now: `TIMESTAMPTZ '${new Date(session.startMillis).toISOString().replace('T', ' ').replace('Z', '+00')}'`,
  }
}

/** Where a query stands: CTEs in reach, the session's context (a view has its own), the enclosing scope. */
export interface QueryContext {
  analysis: Analysis
  ctes: Map<string, NamedQuery>
  catalog: string
  schema?: string
  outer?: Scope
  /** Set when a column of an enclosing query is read, for the checks on correlated subqueries. */
  correlation?: Correlation
}

/** How a subquery reads its enclosing query; Trino can run some shapes only. */
export interface Correlation {
  found: boolean
  /** In something else than `inner = outer` in WHERE. */
  unequal: boolean
  /** In an aggregate's arguments. */
  aggregated: boolean
  /** In UNNEST. */
  unnested: boolean
  /** In a set operation, among several rows of VALUES, or in WHERE without FROM. */
  undecorrelated: boolean
}

export const noCorrelation = (): Correlation => ({
  found: false,
  unequal: false,
  aggregated: false,
  unnested: false,
  undecorrelated: false,
})

/** `work`, noting whether it reads the enclosing query from a place where Trino cannot plan that. */
export function undecorrelated<T>(correlation: Correlation | undefined, work: () => T): T {
  if (!correlation) return work()
  const before = correlation.found
  correlation.found = false
  const result = work()
  if (correlation.found) correlation.undecorrelated = true
  else correlation.found = before
  return result
}

/** What an aggregation has grouped and computed; SELECT, HAVING and ORDER BY read its results. */
export interface Aggregation {
  /** By a GROUP BY, not only by an aggregate's presence. */
  grouped: boolean
  /** By structural key of the grouping expression. */
  keys: Map<string, Typed>
  fieldKeys: Map<Field, Typed>
  /** Adds an aggregate to the aggregation step and answers its reference. */
  add: (sql: string, type: TrinoType) => Typed
  grouping: (args: Expression[], at: Expression) => Typed
}

/** Where an expression stands. */
export interface ExpressionContext {
  query: QueryContext
  scope: Scope
  /** For Trino's message about aggregates in the wrong place: `WHERE clause`. */
  clause?: string
  aggregation?: Aggregation
  /** Set inside an aggregate's or a window function's arguments. */
  inside?: 'aggregate' | 'window'
  insideLambda?: boolean
  windowsAllowed?: boolean
  windows?: Map<string, Window>
  /** Output columns, which ORDER BY sees before the source's. */
  outputs?: Scope
}
