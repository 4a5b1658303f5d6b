import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Expression } from '../../../lakehouse/sql/ast.js'
import { parseModel } from '../../../layers/syntax.js'
import type { RawTable } from '../../../project/raw-sources.js'
import { type PlainForm, plainForm } from '../validate/plain-forms.js'
import { expandJinja, readMacros, sqlFiles } from './expand-jinja.js'
import { type SourceColumn, sourceColumns } from './source-columns.js'
import { castTypes, columnsIn, keepsPlainValues, textParts } from './text-parts.js'

/** How the stg layer reads a raw column, and by that which values of it are lost there. */
export interface StgCast {
  /** As the source definition spells it. */
  column: string
  /** Expressions in Athena's SQL; a value is lost where all of them are NULL. */
  values: string[]
  /** What is left of the text before it is cast or parsed: NULL where the model takes the value for a missing one. */
  texts: string[]
  /** What the source is called in the expressions. */
  alias: string
  /** Values of this form are read for certain. */
  plain?: PlainForm
  /** `cannot be read as integer`. */
  problem: string
}

/** OpenCSVSerde's tables have text only; where no model reads a column, this is what a declared type is tried with. */
const DECLARED_ALIAS = 'source'

/**
 * The casts of a table's columns, as the stg models that select from it alone have them. `cast` in a column's meta goes
 * before: it says the type where a model's SQL does not tell it.
 */
export function readStgCasts(dbtFolder: string | undefined, tables: readonly RawTable[]): Map<string, StgCast[]> {
  const macros = dbtFolder === undefined ? new Map() : readMacros(dbtFolder)
  const paths = dbtFolder === undefined ? [] : sqlFiles(join(dbtFolder, 'models', 'stg'))
  const models = paths.map(path => ({ path, text: readFileSync(path, 'utf8') }))
  return new Map(
    tables.map(table => {
      const found = models.flatMap(({ path, text }) => {
        const sql = text.includes(table.name) ? expandJinja(text, table.name, macros) : undefined
        return sql?.includes('__source__') ? modelCasts(sql, basename(path, '.sql')) : []
      })
      return [table.name, table.columns.flatMap(column => declaredCast(column) ?? castOf(column.name, found))]
    }),
  )
}

interface ModelCast extends SourceColumn {
  sql: string
  model: string
}

function modelCasts(sql: string, model: string): ModelCast[] {
  const parsed = parseModel(sql)
  return 'query' in parsed ? sourceColumns(parsed.query).map(column => ({ ...column, sql, model })) : []
}

/** The table's own `meta: {cast: …}`. */
export function declaredCast({ name, cast }: RawTable['columns'][number]): StgCast | undefined {
  if (cast === undefined || /^(string|varchar)/.test(cast)) return undefined
  const text = `nullif(nullif(trim("${name.toLowerCase()}"), ''), 'NULL')`
  return {
    column: name,
    values: [`try_cast(${text} as ${cast})`],
    texts: [text],
    alias: DECLARED_ALIAS,
    plain: plainForm(cast),
    problem: `cannot be read as ${cast}`,
  }
}

/** Undefined where a model keeps the column's text, or no model casts it, or a model does more than to read it. */
function castOf(column: string, models: ModelCast[]): StgCast[] {
  const mine = models.filter(({ expression }) => {
    const columns = columnsIn(expression)
    return columns.size === 1 && columns.has(column.toLowerCase())
  })
  if (mine.length === 0 || new Set(mine.map(({ alias }) => alias)).size > 1) return []
  const parts = mine.map(({ expression }) => textParts(expression))
  if (mine.some(({ expression }, index) => parts[index]!.includes(expression))) return []
  const slice = (index: number) => (node: Expression) => mine[index]!.sql.slice(node.loc.start, node.loc.end)
  const types = castTypes(mine[0]!.expression)
  const { model, name, alias } = mine[0]!
  const plain = mine.length === 1 && types && keepsPlainValues(mine[0]!.expression) ? plainOf(types) : undefined
  return [
    {
      column,
      values: mine.map(({ expression }, index) => slice(index)(expression)),
      texts: parts.flatMap((nodes, index) => nodes.map(slice(index))),
      alias,
      ...(plain === undefined ? {} : { plain }),
      problem: types?.length ? `cannot be read as ${types[0]}: NULL in ${model}` : `is NULL in ${model}.${name}`,
    },
  ]
}

/** The form that all casts of a chain take: a whole number is a double too, a day of a timestamp needs no more than that. */
function plainOf(types: string[]): PlainForm | undefined {
  const [first, second] = types
  if (first === undefined || types.length > 2) return undefined
  if (second === undefined) return plainForm(first)
  if (/^timestamp/.test(first) && (second === 'date' || /^timestamp/.test(second))) return plainForm(first)
  return /^(double|real)$/.test(first) && /^(integer|int|bigint)$/.test(second) ? plainForm(second) : undefined
}
