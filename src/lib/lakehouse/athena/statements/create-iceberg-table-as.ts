import { LAKE } from '../../engine/engine.js'
import { partitionFields } from '../../iceberg/partition/partitioning.js'
import { icebergFields } from '../../iceberg/types/trino.js'
import type { CreateTableAs } from '../../sql/ast.js'
import type { RelationName } from '../../sql/resolver.js'
import { translateCreateTableAs } from '../../sql/translate.js'
import { TrinoError } from '../../sql/trino-error.js'
import { parseS3Uri } from '../../store/object-store.js'
import { limitApplies, maxOpenPartitions } from '../limits.js'
import { icebergProperties, maintenanceProperties } from './iceberg-properties.js'
import { glueName } from './names.js'
import type { StatementOutcome, StatementRun } from './statement.js'
import type { Properties } from './table-properties.js'

/** One snapshot, and nothing visible before it is complete. */
export async function createIcebergTableAs(
  statement: CreateTableAs,
  name: RelationName,
  properties: Properties,
  run: StatementRun,
): Promise<StatementOutcome> {
  const location = properties.text('location')
  const partitioning = properties.texts('partitioning') ?? []
  if (properties.boolean('is_external') !== false)
    throw new TrinoError('INVALID_TABLE_PROPERTY', "Table property 'is_external' must be false for Iceberg tables")
  const tableProperties = icebergProperties({
    format: properties.text('format'),
    compression: properties.text('write_compression'),
    maintenance: maintenanceProperties(properties),
  })
  properties.number('compression_level')
  properties.refuseOthers()
  const place = location === undefined ? undefined : parseS3Uri(location)
  if (!place)
    throw new TrinoError('INVALID_TABLE_PROPERTY', "Iceberg tables need the table property 'location', an s3 location")
  if (!run.objects.hasBucket(place.bucket))
    throw new TrinoError('ICEBERG_FILESYSTEM_ERROR', `The specified bucket does not exist: ${place.bucket}`)
  const { sql, columns } = await run.translate(context => translateCreateTableAs(statement, context))
  const fields = icebergFields(columns)
  const staged = run.iceberg.stage(
    {
      location: location!,
      fields,
      spec: { fields: partitionFields(partitioning, fields) },
      properties: tableProperties,
    },
    limitApplies(run.config, 'open-partitions') ? { maxPartitions: maxOpenPartitions } : {},
  )
  try {
    run.faults.strike(run.text, 'ICEBERG_COMMIT_ERROR')
    const rows = await run.query(async connection => {
      const { rowsChanged } = await connection.run(`INSERT INTO ${LAKE}.${staged.sqlName} ${sql}`)
      return rowsChanged
    })
    await run.iceberg.publish(staged, glueName(name))
    return { updateCount: rows, outputLocation: `${run.sink.location}tables/${run.queryId}` }
  } catch (error) {
    await run.iceberg.discard(staged)
    throw staged.failure ?? error
  }
}
