import type { Table } from '../../catalog/model.js'
import { formatOf } from '../../engine/hive/formats.js'
import { partitionLocation } from '../../engine/hive/partitions.js'
import { writeFiles } from '../../engine/hive/write-files.js'
import { isView } from '../../engine/views.js'
import { isIcebergTable } from '../../iceberg/glue-table.js'
import type { Insert } from '../../sql/ast.js'
import type { RelationName } from '../../sql/resolver.js'
import { translateInsert } from '../../sql/translate.js'
import { TrinoError } from '../../sql/trino-error.js'
import { limitApplies, maxOpenPartitions, tooManyOpenPartitions } from '../limits.js'
import { writeManifest } from '../results/manifest.js'
import { runChange, targetTable } from './iceberg-change.js'
import { tableName } from './names.js'
import type { StatementExecutor, StatementOutcome, StatementRun } from './statement.js'

export const insert: StatementExecutor<Insert> = {
  type: 'DML',
  subtype: 'INSERT',
  async run(statement, run) {
    const name = tableName(statement.target, run)
    const table = targetTable(name, statement.target, run)
    if (isView(table)) throw new TrinoError('NOT_SUPPORTED', 'Inserting into views is not supported', statement.loc)
    run.faults.strike(run.text, 'TOO_MANY_OPEN_PARTITIONS')
    if (!isIcebergTable(table)) return insertIntoHive(statement, name, table, run)
    return runChange(name, run, async () => {
      const { sql, target } = await run.translate(context => translateInsert(statement, context))
      return { statements: [`INSERT INTO ${target.target} ${sql}`] }
    })
  },
}

async function insertIntoHive(
  statement: Insert,
  name: RelationName,
  table: Table,
  run: StatementRun,
): Promise<StatementOutcome> {
  const { sql, columns } = await run.translate(context => translateInsert(statement, context))
  const keys = new Set(table.partitionKeys.map(key => key.name.toLowerCase()))
  const format = formatOf(table.storageDescriptor)
  const location = table.storageDescriptor?.location
  if (!location) throw new TrinoError('HIVE_METASTORE_ERROR', `Table ${name.schema}.${name.name} has no location`)
  const written = await run.query(connection =>
    writeFiles(connection, run.objects, {
      queryId: run.queryId,
      scratchDir: run.engine.scratchDir,
      location,
      sql,
      columns: columns.filter(column => !keys.has(column.name)),
      partitions: columns.filter(column => keys.has(column.name)),
      format,
      compression: insertCodec(table, format.write),
      parameters: table.storageDescriptor?.serdeInfo?.parameters ?? {},
      checkPartitions: count => {
        if (limitApplies(run.config, 'open-partitions') && count > maxOpenPartitions)
          throw tooManyOpenPartitions('HIVE')
      },
    }),
  )
  run.catalog.createPartitions(
    name.schema,
    name.name,
    written.partitions.map(values => ({
      values,
      storageDescriptor: { ...table.storageDescriptor!, location: `${partitionLocation(table, values)}/` },
      parameters: {},
    })),
    { ifNotExists: true },
  )
  return {
    updateCount: written.rows,
    outputLocation: run.sink.uri(''),
    dataManifestLocation: await writeManifest(run, run.queryId, written.files),
  }
}

function insertCodec(table: Table, format: string | undefined): string {
  const parameters = table.parameters
  const named = parameters['write.compression'] ?? parameters['parquet.compression'] ?? parameters.write_compression
  return (named ?? (format === 'parquet' ? 'GZIP' : 'NONE')).toUpperCase()
}
