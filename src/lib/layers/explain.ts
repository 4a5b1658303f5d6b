import { messageOf } from '../errors.js'
import type { Progress } from '../ui/reporter.js'
import type { Connection } from '../warehouse/connection.js'
import { eachLimited } from '../warehouse/each-limited.js'
import { runQuery } from '../warehouse/query.js'
import type { Finding } from './finding.js'
import type { LintModel } from './lint-model.js'
import { sourcePosition } from './source-position.js'
import { parseModel } from './syntax.js'

/** What only means that an upstream model is not built here yet. */
const NOT_BUILT = /^(TABLE_NOT_FOUND|SCHEMA_NOT_FOUND)|(Table|Schema) '.*' does not exist/
const AT_ONCE = 4

/** Asks Athena to plan each model (EXPLAIN, which reads no data): types and columns are checked against the real tables. */
export async function explainModels(
  { clients, environment }: Connection,
  models: LintModel[],
  progress: Progress,
  signal?: AbortSignal,
): Promise<Finding[]> {
  let done = 0
  const asked = models.filter(({ compiled }) => compiled !== null && 'query' in parseModel(compiled))
  const results = await eachLimited(asked, AT_ONCE, async model => {
    progress.update(model.name, done++, asked.length)
    try {
      await runQuery(clients, environment, { sql: `EXPLAIN\n${model.compiled}`, limit: 1, signal })
      return []
    } catch (error) {
      if ((error as { code?: string }).code !== 'QUERY_FAILED') throw error
      const reason = messageOf(error)
      if (NOT_BUILT.test(reason)) {
        progress.warn(`${model.name} was not asked of Athena: ${reason}`, ['Build what it reads first.'])
        return []
      }
      return [refused(model, reason)]
    }
  })
  return results.flat()
}

/** The statement's first line is EXPLAIN's own. */
function refused(model: LintModel, reason: string): Finding {
  const [, line, column] = /line (\d+):(\d+)/.exec(reason) ?? []
  const at = line === undefined ? undefined : { line: Math.max(1, Number(line) - 1), column: Number(column) }
  return {
    rule: 'athena-refused',
    severity: 'error',
    model: model.name,
    layer: model.layer,
    file: model.file,
    ...(at === undefined ? { line: 1, column: 1 } : sourcePosition(model.source, model.compiled!, at)),
    message: `is refused by Athena: ${reason.replace(/line \d+:\d+: /, '')}`,
    why: 'Athena could not plan the model against the tables as they are.',
    fix: 'Correct the SQL at the place shown, or build the model that it reads.',
    ...(at === undefined ? {} : { compiled: at }),
  }
}
