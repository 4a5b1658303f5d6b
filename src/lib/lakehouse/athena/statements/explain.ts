import type { Explain, Query } from '../../sql/ast.js'
import { translateQuery } from '../../sql/translate.js'
import { TrinoError } from '../../sql/trino-error.js'
import { typeName } from '../../sql/types/names.js'
import type { StatementExecutor } from './statement.js'

/** The plan is the embedded engine's, not Trino's: what it shares with Athena is the shape of the answer. */
export const explain: StatementExecutor<Explain> = {
  type: 'UTILITY',
  subtype: 'EXPLAIN',
  async run(statement, run) {
    if (statement.statement.kind !== 'query')
      throw new TrinoError(
        'NOT_SUPPORTED',
        `EXPLAIN of ${statement.statement.kind} is not supported by the embedded lakehouse`,
      )
    const query: Query = statement.statement
    const { options } = statement
    if (options.format === 'graphviz' || options.type === 'io')
      throw new TrinoError(
        'NOT_SUPPORTED',
        `EXPLAIN (${options.format ?? options.type}) is not supported by the embedded lakehouse`,
      )
    const { sql, columns } = await run.translate(context => translateQuery(query, context))
    if (options.type === 'validate') {
      await run.sink.writeText(['Valid'], ['true'])
      return {}
    }
    const format = options.format === 'json' ? '(FORMAT json) ' : ''
    const plan = await run.query(async connection => {
      const { rows } = await connection.run(`EXPLAIN ${statement.analyze ? 'ANALYZE ' : ''}${format}${sql}`)
      return rows.map(row => String(row[1])).join('\n')
    })
    const layout = `Output layout: [${columns.map(({ name, type }) => `${name}:${typeName(type)}`).join(', ')}]`
    await run.sink.writeText(['Query Plan'], (options.format === 'json' ? plan : `${layout}\n${plan}`).split('\n'))
    return {}
  },
}
