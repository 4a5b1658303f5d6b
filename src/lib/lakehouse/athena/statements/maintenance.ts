import { LAKE } from '../../engine/engine.js'
import { isIcebergTable } from '../../iceberg/glue-table.js'
import { planRewrite } from '../../iceberg/maintenance/rewrite.js'
import { vacuum as vacuumTable } from '../../iceberg/maintenance/vacuum.js'
import type { Optimize, QualifiedName, Vacuum } from '../../sql/ast.js'
import type { RelationName } from '../../sql/resolver.js'
import { translatePredicate } from '../../sql/translate.js'
import { TrinoError } from '../../sql/trino-error.js'
import { targetTable } from './iceberg-change.js'
import { glueName, tableName } from './names.js'
import type { StatementExecutor, StatementRun } from './statement.js'

export const optimize: StatementExecutor<Optimize> = {
  type: 'DML',
  subtype: 'OPTIMIZE',
  async run(statement, run) {
    const name = icebergName(statement.table, 'OPTIMIZE', run)
    run.faults.strike(run.text, 'ICEBERG_OPTIMIZE_MORE_RUNS_NEEDED', 'ICEBERG_COMMIT_ERROR')
    const paths = statement.where && (await matchingFiles(statement, name, run))
    const rewrite = await planRewrite(run.iceberg, glueName(name), paths ? { paths } : {})
    if (!rewrite) return { outputLocation: run.sink.uri('') }
    try {
      run.relations.noteScan(`${name.schema}.${name.name}`, rewrite.inputBytes)
      await run.query(connection =>
        connection.run(`INSERT INTO ${LAKE}.${rewrite.targetSqlName} SELECT * FROM ${LAKE}.${rewrite.sourceSqlName}`),
      )
      run.signal.throwIfAborted()
      await rewrite.commit()
      return { outputLocation: run.sink.uri('') }
    } finally {
      await rewrite.close()
    }
  },
}

/** The data files that hold rows which the WHERE matches. */
async function matchingFiles(statement: Optimize, name: RelationName, run: StatementRun): Promise<Set<string>> {
  const where = statement.where!
  const { from, predicate } = await run.translate(context => {
    const table = context.resolver.relation(name)
    if (table?.kind !== 'table') throw new TrinoError('TABLE_NOT_FOUND', `Table ${name.schema}.${name.name} not found`)
    return { from: table.from, predicate: translatePredicate(where, table, context) }
  })
  return run.query(async connection => {
    const { rows } = await connection.run(`SELECT DISTINCT "$path" FROM ${from} WHERE ${predicate}`)
    return new Set(rows.map(row => String(row[0])))
  })
}

export const vacuum: StatementExecutor<Vacuum> = {
  type: 'DML',
  subtype: 'VACUUM',
  async run(statement, run) {
    const name = icebergName(statement.table, 'VACUUM', run)
    run.faults.strike(run.text, 'ICEBERG_VACUUM_MORE_RUNS_NEEDED', 'ICEBERG_COMMIT_ERROR')
    await vacuumTable(run.iceberg, glueName(name))
    return { outputLocation: run.sink.uri('') }
  },
}

function icebergName(written: QualifiedName, word: string, run: StatementRun): RelationName {
  const name = tableName(written, run)
  const table = targetTable(name, written, run)
  if (isIcebergTable(table)) return name
  throw new TrinoError(
    'NOT_SUPPORTED',
    `${word} is only supported for Iceberg tables: ${name.schema}.${name.name} is none`,
  )
}
