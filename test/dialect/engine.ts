import { DuckDBInstance } from '@duckdb/node-api'
import { registerNatives } from '../../src/lib/lakehouse/sql/functions/native.js'
import { nativeFunctions } from '../../src/lib/lakehouse/sql/functions/natives.js'
import { parseStatement } from '../../src/lib/lakehouse/sql/parser/parse.js'
import type { RelationResolver, SqlSession } from '../../src/lib/lakehouse/sql/resolver.js'
import { trinoErrorFromDuckDB } from '../../src/lib/lakehouse/sql/runtime-errors.js'
import { type OutputColumn, preludeMacros, translateQuery } from '../../src/lib/lakehouse/sql/translate.js'
import { TrinoError } from '../../src/lib/lakehouse/sql/trino-error.js'

export interface Answer {
  sql: string
  columns: OutputColumn[]
  rows: unknown[][]
}

/** An Athena query engine without a catalog service: the analyzer over DuckDB in memory, relations from a resolver. */
export class DialectEngine {
  private constructor(
    private readonly connection: Awaited<ReturnType<DuckDBInstance['connect']>>,
    private readonly resolver: RelationResolver,
  ) {}

  static async start(resolver: RelationResolver = emptyResolver): Promise<DialectEngine> {
    const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
    const connection = await instance.connect()
    registerNatives(connection, nativeFunctions)
    for (const statement of preludeMacros()) await connection.run(statement)
    return new DialectEngine(connection, resolver)
  }

  run(sql: string) {
    return this.connection.run(sql)
  }

  async query(text: string): Promise<Answer> {
    const statement = parseStatement(text)
    if (statement.kind !== 'query') throw new TrinoError('NOT_SUPPORTED', `Not a query: ${statement.kind}`)
    const { sql, columns } = translateQuery(statement, { session: session(), resolver: this.resolver })
    try {
      const reader = await this.connection.runAndReadAll(sql)
      return { sql, columns, rows: reader.getRows() }
    } catch (error) {
      throw Object.assign(trinoErrorFromDuckDB(error), { duckdb: String(error), sql })
    }
  }
}

export function session(): SqlSession {
  return { catalog: 'awsdatacatalog', schema: 'default', startMillis: Date.now(), user: 'test' }
}

export const emptyResolver: RelationResolver = {
  hasCatalog: catalog => catalog === 'awsdatacatalog',
  hasSchema: (_, schema) => schema === 'default',
  relation: () => undefined,
}
