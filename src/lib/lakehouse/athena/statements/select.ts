import type { DuckDBDataChunk } from '@duckdb/node-api'
import type { Query } from '../../sql/ast.js'
import { type OutputColumn, translateQuery } from '../../sql/translate.js'
import { formatAthenaText } from '../../sql/types/format.js'
import type { StatementExecutor } from './statement.js'

export const select: StatementExecutor<Query> = {
  type: 'DML',
  subtype: 'SELECT',
  async run(statement, run) {
    const { sql, columns } = await run.translate(context => translateQuery(statement, context))
    await run.query(connection => run.sink.writeRows(columns, textRows(connection.chunks(sql), columns)))
    return {}
  },
}

/** DuckDB's values as Athena prints them, chunk by chunk. */
async function* textRows(
  chunks: AsyncIterable<DuckDBDataChunk>,
  columns: OutputColumn[],
): AsyncGenerator<(string | null)[][]> {
  for await (const chunk of chunks) {
    const rows = Array.from({ length: chunk.rowCount }, () => new Array<string | null>(columns.length))
    for (const [i, { type }] of columns.entries()) {
      chunk.getColumnValues(i).forEach((value, row) => {
        rows[row]![i] = value === null ? null : formatAthenaText(value, type)
      })
    }
    yield rows
  }
}
