import type { CreateView, Query } from '../lakehouse/sql/ast.js'
import { parseStatement } from '../lakehouse/sql/parser/parse.js'
import type { RelationColumn, RelationName, RelationResolver, ResolvedRelation } from '../lakehouse/sql/resolver.js'
import { type TranslationContext, translateQuery, translateView } from '../lakehouse/sql/translate.js'
import { TrinoError } from '../lakehouse/sql/trino-error.js'
import type { LintModel, LintProject } from './lint-model.js'
import type { Place } from './rule.js'
import { storedColumns } from './stored-columns.js'
import { cteName, EPHEMERAL } from './syntax.js'

/** What Athena would make of a model's query, as far as that is known without asking it. */
export interface ModelAnalysis {
  /** Undefined where the query reads something whose columns are not known, or is refused. */
  columns?: RelationColumn[]
  refused?: { name: string; message: string; at: Place }
}

/** The query reads what nothing is known of, and so nothing sure can be said of it. */
class NotKnown extends Error {}

const CATALOG = 'awsdatacatalog'
const NOTHING: ModelAnalysis = {}
const analyses = new WeakMap<LintProject, Map<string, ModelAnalysis>>()

/** Analyzes a model's query against the columns of what it reads; those of other models are found in the same way. */
export function analyzeModel(model: LintModel, project: LintProject): ModelAnalysis {
  const known = analyses.get(project) ?? new Map<string, ModelAnalysis>()
  analyses.set(project, known)
  const done = known.get(model.id)
  if (done !== undefined) return done
  // Models that read each other in a circle are as good as unknown.
  known.set(model.id, NOTHING)
  const analysis = analyze(model, project)
  known.set(model.id, analysis)
  return analysis
}

function analyze(model: LintModel, project: LintProject): ModelAnalysis {
  const query = queryOf(model)
  if (query === undefined) return NOTHING
  const context: TranslationContext = {
    session: { catalog: CATALOG, startMillis: 0, user: '' },
    resolver: resolverOf(model, project),
  }
  try {
    const { columns } =
      model.materialized === 'ephemeral'
        ? translateQuery(query, context)
        : translateView(asView(query), model.compiled!, context)
    return { columns: columns.map(({ name, type }) => ({ name: name.toLowerCase(), type })) }
  } catch (error) {
    if (error instanceof NotKnown) return NOTHING
    if (error instanceof TrinoError) return refusal(error, query, model.compiled!)
    throw error
  }
}

/** Undefined where there is no SQL, or it has a syntax error: that is another rule's. */
function queryOf({ compiled }: LintModel): Query | undefined {
  if (compiled === null) return undefined
  try {
    const statement = parseStatement(compiled)
    return statement.kind === 'query' ? statement : undefined
  } catch (error) {
    if (error instanceof TrinoError) return undefined
    throw error
  }
}

/** A view wants of its columns what a table wants too: a name of its own and a type. */
function asView(query: Query): CreateView {
  const name = { parts: [], loc: query.loc }
  return { kind: 'create-view', name, orReplace: true, query, loc: query.loc } as unknown as CreateView
}

function resolverOf(model: LintModel, project: LintProject): RelationResolver {
  const relation = (name: RelationName): ResolvedRelation => {
    const columns = name.catalog === CATALOG ? columnsOf(`${name.schema}.${name.name}`, model, project) : undefined
    if (columns === undefined) throw new NotKnown()
    return { kind: 'table', name, format: 'iceberg', columns, from: 'relation' }
  }
  return { hasCatalog: () => true, hasSchema: () => true, relation }
}

function columnsOf(key: string, reader: LintModel, project: LintProject): RelationColumn[] | undefined {
  const node = project.relations.get(key)
  const model = project.models.find(({ id }) => id === node?.id)
  const there = project.columns?.get(key)
  // What a model reads of itself is the table as it is.
  if (model === undefined || model.id === reader.id) return there
  const { columns } = analyzeModel(model, project)
  return columns && storedColumns(model, columns, project.columns === undefined ? undefined : (there ?? []))
}

/**
 * Errors that do not depend on what the embedded lakehouse has of Athena: a function that it does not know, or a form that
 * it does not support, is not among them.
 */
const SURE = new Set([
  ...['TYPE_MISMATCH', 'COLUMN_NOT_FOUND', 'AMBIGUOUS_NAME', 'EXPRESSION_NOT_AGGREGATE', 'EXPRESSION_NOT_SCALAR'],
  ...['MISSING_COLUMN_NAME', 'DUPLICATE_COLUMN_NAME', 'COLUMN_TYPE_UNKNOWN', 'MISMATCHED_COLUMN_ALIASES'],
])

function refusal(error: TrinoError, query: Query, sql: string): ModelAnalysis {
  const { errorName: name, message, location } = error
  const parameters = name === 'FUNCTION_NOT_FOUND' && message.startsWith('Unexpected parameters')
  // `$path` and its like are columns that no declaration names.
  if ((!SURE.has(name) && !parameters) || message.includes("'$")) return NOTHING
  const at = location ?? query.loc
  return isOfAnEphemeral(at, query, sql)
    ? NOTHING
    : { refused: { name, message, at: { line: at.line, column: at.column } } }
}

/** An ephemeral model's SQL is part of its readers', and is looked at as a model of its own. */
function isOfAnEphemeral({ line, column }: Place, query: Query, sql: string): boolean {
  const before = sql.split('\n').slice(0, line - 1)
  const offset = before.reduce((sum, text) => sum + text.length + 1, 0) + column - 1
  const ctes = query.with?.ctes.filter(cte => cteName(cte).startsWith(EPHEMERAL)) ?? []
  return ctes.some(({ query: inner }) => offset >= inner.loc.start && offset < inner.loc.end)
}
