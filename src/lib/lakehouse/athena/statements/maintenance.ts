import { isIcebergTable } from '../../iceberg/glue-table.js'
import type { Optimize, QualifiedName, Vacuum } from '../../sql/ast.js'
import type { RelationName } from '../../sql/resolver.js'
import { TrinoError } from '../../sql/trino-error.js'
import { targetTable } from './iceberg-change.js'
import { tableName } from './names.js'
import type { StatementExecutor, StatementRun } from './statement.js'

export const optimize: StatementExecutor<Optimize> = {
  type: 'DML',
  subtype: 'OPTIMIZE',
  async run(statement, run) {
    icebergName(statement.table, 'OPTIMIZE', run)
    run.faults.strike(run.text, 'ICEBERG_OPTIMIZE_MORE_RUNS_NEEDED', 'ICEBERG_COMMIT_ERROR')
    throw new TrinoError('NOT_SUPPORTED', 'OPTIMIZE is being written')
  },
}

export const vacuum: StatementExecutor<Vacuum> = {
  type: 'DML',
  subtype: 'VACUUM',
  async run(statement, run) {
    icebergName(statement.table, 'VACUUM', run)
    run.faults.strike(run.text, 'ICEBERG_VACUUM_MORE_RUNS_NEEDED', 'ICEBERG_COMMIT_ERROR')
    throw new TrinoError('NOT_SUPPORTED', 'VACUUM is being written')
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
