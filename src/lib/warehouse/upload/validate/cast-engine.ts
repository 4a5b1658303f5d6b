import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import type { Query } from '../../../lakehouse/sql/ast.js'
import { registerNatives } from '../../../lakehouse/sql/functions/native.js'
import { nativeFunctions } from '../../../lakehouse/sql/functions/natives.js'
import { parseStatement } from '../../../lakehouse/sql/parser/parse.js'
import { preludeMacros, translateQuery } from '../../../lakehouse/sql/translate.js'
import type { StgCast } from '../stg-casts/read-casts.js'

/** DuckDB, and casts in its SQL. A module of its own because it takes a while to load, and most files need none of it. */
export class CastEngine {
  readonly #queries = new Map<StgCast, string | undefined>()

  private constructor(private readonly connection: DuckDBConnection) {}

  static async start(): Promise<CastEngine> {
    const connection = await (await DuckDBInstance.create(':memory:')).connect()
    registerNatives(connection, nativeFunctions)
    for (const macro of preludeMacros()) await connection.run(macro)
    return new CastEngine(connection)
  }

  /** Of the values, those that are lost; none where the cast cannot be translated, for then nobody can say. */
  async lost(cast: StgCast, values: string[]): Promise<string[]> {
    if (!this.#queries.has(cast)) this.#queries.set(cast, queryOf(cast))
    const query = this.#queries.get(cast)
    if (query === undefined) return []
    await this.connection.run(`create or replace temp table suspects ("${cast.column.toLowerCase()}" varchar)`)
    const appender = await this.connection.createAppender('suspects', undefined, 'temp')
    for (const value of values) {
      appender.appendVarchar(value)
      appender.endRow()
    }
    appender.closeSync()
    return (await this.connection.runAndReadAll(query)).getRows().map(row => String(row[0]))
  }

  close(): void {
    this.connection.closeSync()
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
