import { LAKE } from '../../engine/engine.js'
import { removeDataFiles } from '../../iceberg/maintenance/remove-files.js'
import { currentSnapshot } from '../../iceberg/metadata/model.js'
import type { Delete } from '../../sql/ast.js'
import type { RelationName } from '../../sql/resolver.js'
import { translateDelete, translatePredicate } from '../../sql/translate.js'
import { quoteIdentifier } from '../../sql/types/duckdb-type.js'
import { icebergTarget, refuseOlderSpecs, runChange } from './iceberg-change.js'
import { glueName } from './names.js'
import type { StatementExecutor, StatementOutcome, StatementRun } from './statement.js'

export const deleteRows: StatementExecutor<Delete> = {
  type: 'DML',
  subtype: 'DELETE',
  async run(statement, run) {
    const name = icebergTarget(statement, 'DELETE', run)
    const whole = await deleteWholeFiles(statement, name, run)
    if (whole) return whole
    refuseOlderSpecs(name, 'DELETE', run)
    return runChange(name, run, () => run.translate(context => translateDelete(statement, context)))
  },
}

/** Where all rows of every file concerned go, the files go, as in Athena; else undefined, and rows are deleted one by one. */
async function deleteWholeFiles(
  statement: Delete,
  name: RelationName,
  run: StatementRun,
): Promise<StatementOutcome | undefined> {
  const base = currentSnapshot(run.iceberg.load(glueName(name)).metadata)
  const unchanged: StatementOutcome = { updateCount: 0, outputLocation: run.sink.uri('') }
  if (!base) return unchanged
  const predicate = await run.translate(context => {
    const translated = translateDelete(statement, context)
    return statement.where ? translatePredicate(statement.where, translated.target, context) : 'true'
  })
  const table = `${LAKE}.${quoteIdentifier(name.schema)}.${quoteIdentifier(name.name)}`
  const { rows } = await run.query(connection =>
    connection.run(`SELECT file, live, gone FROM (SELECT filename AS file, count(*) AS live, count(*) FILTER (WHERE ${predicate}) AS gone
      FROM ${table} AT (VERSION => ${base['snapshot-id']}) GROUP BY filename) WHERE gone > 0`),
  )
  if (rows.length === 0) return unchanged
  if (rows.some(([, live, gone]) => live !== gone)) return undefined
  run.faults.strike(run.text, 'ICEBERG_COMMIT_ERROR')
  await removeDataFiles(run.iceberg, glueName(name), base, new Set(rows.map(([file]) => String(file))))
  return { ...unchanged, updateCount: rows.reduce((sum, [, , gone]) => sum + Number(gone), 0) }
}
