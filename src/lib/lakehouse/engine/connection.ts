import {
  type DuckDBConnection,
  type DuckDBDataChunk,
  type DuckDBResult,
  type DuckDBValue,
  StatementType,
} from '@duckdb/node-api'

/** One statement's connection to DuckDB. */
export class EngineConnection {
  constructor(
    private readonly connection: DuckDBConnection,
    private readonly signal?: AbortSignal,
  ) {}

  /** Runs SQL whose result is small; answers its rows and, for DML, CREATE TABLE AS and COPY, how many rows it wrote. */
  async run(sql: string): Promise<{ rows: DuckDBValue[][]; rowsChanged: number }> {
    this.signal?.throwIfAborted()
    const result = await this.connection.run(sql)
    const rows = await result.getRows()
    // CREATE TABLE AS tells its rows in its result only.
    const created = result.statementType === StatementType.CREATE ? Number(rows[0]?.[0] ?? 0) : 0
    return { rows, rowsChanged: result.rowsChanged || created }
  }

  /** Runs SQL and hands out its result chunk by chunk, as DuckDB makes them: memory stays bounded. */
  async *chunks(sql: string): AsyncGenerator<DuckDBDataChunk> {
    this.signal?.throwIfAborted()
    const result: DuckDBResult = await this.connection.stream(sql)
    for (;;) {
      this.signal?.throwIfAborted()
      const chunk = await result.fetchChunk()
      if (!chunk || chunk.rowCount === 0) return
      yield chunk
    }
  }

  /** All of `work` or nothing. */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    await this.connection.run('BEGIN TRANSACTION')
    try {
      const result = await work()
      this.signal?.throwIfAborted()
      await this.connection.run('COMMIT')
      return result
    } catch (error) {
      await this.connection.run('ROLLBACK').catch(() => undefined)
      throw error
    }
  }
}
