import type { Table } from '../../catalog/model.js'
import { isView } from '../../engine/views.js'
import { isIcebergTable } from '../../iceberg/glue-table.js'
import { hasManifestsOfOlderSpecs } from '../../iceberg/partition/older-specs.js'
import type { WriteOptions } from '../../iceberg/write-table.js'
import type { Delete, Merge, QualifiedName, Update } from '../../sql/ast.js'
import type { RelationName } from '../../sql/resolver.js'
import { type TranslatedChange, type TranslationContext, translateMerge, translateUpdate } from '../../sql/translate.js'
import { TrinoError } from '../../sql/trino-error.js'
import { limitApplies, maxOpenPartitions } from '../limits.js'
import { glueName, tableName } from './names.js'
import type { StatementExecutor, StatementOutcome, StatementRun } from './statement.js'

/** The table that a statement writes to, in Trino's words where there is none. */
export function targetTable(name: RelationName, written: QualifiedName, run: StatementRun): Table {
  if (!run.catalog.database(name.schema))
    throw new TrinoError('SCHEMA_NOT_FOUND', `Schema '${name.schema}' does not exist`, written.loc)
  const table = run.catalog.table(name.schema, name.name)
  if (!table) {
    throw new TrinoError(
      'TABLE_NOT_FOUND',
      `Table '${name.catalog}.${name.schema}.${name.name}' does not exist`,
      written.loc,
    )
  }
  return table
}

/**
 * Runs INSERT, UPDATE, DELETE or MERGE on an Iceberg table: one transaction, one snapshot. The translation comes after the
 * table is opened for writing, as it names what was opened.
 */
export async function runChange(
  name: RelationName,
  run: StatementRun,
  translate: () => Promise<Pick<TranslatedChange, 'statements'>>,
  options: Pick<WriteOptions, 'appendAs'> = {},
): Promise<StatementOutcome> {
  const partitions = limitApplies(run.config, 'open-partitions') ? { maxPartitions: maxOpenPartitions } : {}
  const write = run.relations.openWrite(glueName(name), { ...partitions, ...options })
  const { statements } = await translate()
  run.faults.strike(run.text, 'ICEBERG_COMMIT_ERROR')
  try {
    const rows = await run.query(connection =>
      connection.transaction(async () => {
        const counts: number[] = []
        for (const sql of statements) counts.push((await connection.run(sql)).rowsChanged)
        return counts[0]!
      }),
    )
    return { updateCount: rows, outputLocation: run.sink.uri('') }
  } catch (error) {
    throw write.failure ?? error
  }
}

/** The Iceberg table that UPDATE, DELETE or MERGE changes; refused for tables of other kinds. */
export function icebergTarget({ target, loc }: Delete | Update | Merge, word: string, run: StatementRun): RelationName {
  const name = tableName(target, run)
  const table = targetTable(name, target, run)
  if (isView(table)) throw new TrinoError('NOT_SUPPORTED', `${word} on views is not supported`, loc)
  if (!isIcebergTable(table))
    throw new TrinoError('NOT_SUPPORTED', 'Modifying Hive table rows is only supported for transactional tables')
  return name
}

/**
 * DuckDB 1.5.5 writes all delete files under the current partition spec (duckdb/duckdb-iceberg#1274): deletes in data files of
 * an older one would be without effect. They are refused until OPTIMIZE has brought those files under the current spec.
 */
export function refuseOlderSpecs(name: RelationName, word: string, run: StatementRun): void {
  const { metadata } = run.iceberg.load(glueName(name))
  if (!hasManifestsOfOlderSpecs(run.iceberg.manifests, metadata)) return
  throw new TrinoError(
    'NOT_SUPPORTED',
    `${word} of rows in files of an older partition spec is not supported by the embedded lakehouse: ` +
      `run OPTIMIZE ${name.schema}.${name.name} REWRITE DATA USING BIN_PACK first`,
  )
}

function changeExecutor<S extends Update | Merge>(
  word: string,
  translate: (statement: S, context: TranslationContext) => TranslatedChange,
  options: Pick<WriteOptions, 'appendAs'> = {},
): StatementExecutor<S> {
  return {
    type: 'DML',
    subtype: word,
    async run(statement, run) {
      const name = icebergTarget(statement, word, run)
      refuseOlderSpecs(name, word, run)
      return runChange(name, run, () => run.translate(context => translate(statement, context)), options)
    },
  }
}

export const updateRows = changeExecutor<Update>('UPDATE', translateUpdate)
export const mergeRows = changeExecutor<Merge>('MERGE', translateMerge, { appendAs: 'overwrite' })
