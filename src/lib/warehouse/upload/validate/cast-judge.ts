import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import type { Query } from '../../../lakehouse/sql/ast.js'
import { registerNatives } from '../../../lakehouse/sql/functions/native.js'
import { nativeFunctions } from '../../../lakehouse/sql/functions/natives.js'
import { parseStatement } from '../../../lakehouse/sql/parser/parse.js'
import { preludeMacros, translateQuery } from '../../../lakehouse/sql/translate.js'
import type { StgCast } from '../stg-casts/read-casts.js'

/** Verdicts that are remembered for a column. */
const REMEMBERED = 100_000

/**
 * Says which values a column's cast loses, by running the cast itself: translated as the lakehouse translates Athena's SQL,
 * over the values that are not plain. DuckDB starts when the first of them comes.
 */
export class CastJudge {
  #connection: Promise<DuckDBConnection> | undefined
  readonly #columns = new Map<StgCast, { query: string | undefined; verdicts: Map<string, boolean> }>()

  async lost(cast: StgCast, values: Iterable<string>): Promise<Set<string>> {
    const known = this.#columns.get(cast) ?? { query: queryOf(cast), verdicts: new Map<string, boolean>() }
    this.#columns.set(cast, known)
    const { query, verdicts } = known
    const all = [...values]
    const asked = all.filter(value => !verdicts.has(value))
    const lost = new Set(all.filter(value => verdicts.get(value) === true))
    // nobody can say how a cast reads a value that cannot be translated
    if (query === undefined || asked.length === 0) return lost
    for (const value of await this.#ask(query, cast, asked)) lost.add(value)
    if (verdicts.size + asked.length > REMEMBERED) verdicts.clear()
    for (const value of asked) verdicts.set(value, lost.has(value))
    return lost
  }

  async close(): Promise<void> {
    const connection = await this.#connection?.catch(() => undefined)
    connection?.closeSync()
  }

  async #ask(query: string, { column }: StgCast, values: string[]): Promise<string[]> {
    this.#connection ??= connect()
    const connection = await this.#connection
    await connection.run(`create or replace temp table suspects ("${column.toLowerCase()}" varchar)`)
    const appender = await connection.createAppender('suspects', undefined, 'temp')
    for (const value of values) {
      appender.appendVarchar(value)
      appender.endRow()
    }
    appender.closeSync()
    return (await connection.runAndReadAll(query)).getRows().map(row => String(row[0]))
  }
}

/** The query for the values that are there, and of which nothing is left. Blanks are no value. */
function queryOf({ column, values, texts, alias }: StgCast): string | undefined {
  const name = `"${column.toLowerCase()}"`
  const present = texts.map(text => `(${text}) is not null`).join(' or ')
  const lost = values.map(value => `try(${value}) is null`).join(' and ')
  const sql = `select ${name} from suspects as "${alias}" where trim(${name}) <> '' and (${present}) and ${lost}`
  try {
    const session = { catalog: 'awsdatacatalog', schema: 'raw', startMillis: Date.now(), user: 'mdw' }
    return translateQuery(parseStatement(sql) as Query, { session, resolver: suspectsOf(column) }).sql
  } catch {
    return undefined
  }
}

function suspectsOf(column: string) {
  const columns = [{ name: column.toLowerCase(), type: { kind: 'varchar' as const } }]
  return {
    hasCatalog: () => true,
    hasSchema: () => true,
    relation: (name: { catalog: string; schema: string; name: string }) =>
      name.name === 'suspects'
        ? { kind: 'table' as const, name, format: 'hive' as const, columns, from: 'suspects' }
        : undefined,
  }
}

async function connect(): Promise<DuckDBConnection> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  registerNatives(connection, nativeFunctions)
  for (const macro of preludeMacros()) await connection.run(macro)
  return connection
}
