import type { TableInput } from '../../catalog/model.js'
import { listDataFiles } from '../../engine/hive/files.js'
import { FORMATS, type HiveFileFormat } from '../../engine/hive/formats.js'
import { partitionLocation } from '../../engine/hive/partitions.js'
import type { HiveColumn } from '../../engine/hive/serde.js'
import { toHiveType } from '../../engine/hive/types.js'
import { type WrittenFiles, writeFiles } from '../../engine/hive/write-files.js'
import type { CreateTableAs } from '../../sql/ast.js'
import type { RelationName } from '../../sql/resolver.js'
import { type OutputColumn, translateCreateTableAs } from '../../sql/translate.js'
import { TrinoError } from '../../sql/trino-error.js'
import { typeName } from '../../sql/types/names.js'
import { parseS3Uri } from '../../store/object-store.js'
import { limitApplies, maxOpenPartitions, tooManyOpenPartitions } from '../limits.js'
import { writeManifest } from '../results/manifest.js'
import { WorkGroups } from '../workgroups.js'
import type { StatementOutcome, StatementRun } from './statement.js'
import type { Properties } from './table-properties.js'

/** https://docs.aws.amazon.com/athena/latest/ug/create-table-as.html#ctas-table-properties */
interface HiveTarget {
  format: HiveFileFormat
  formatName: string
  compression: string
  location: string
  partitionedBy: string[]
  bucketedBy: string[]
  bucketCount?: number
  fieldDelimiter?: string
}

export async function createHiveTableAs(
  statement: CreateTableAs,
  name: RelationName,
  properties: Properties,
  run: StatementRun,
): Promise<StatementOutcome> {
  const target = readTarget(properties, run)
  const { sql, columns } = await run.translate(context => translateCreateTableAs(statement, context))
  const partitions = partitionColumns(columns, target.partitionedBy, run)
  checkTypes(columns, run)
  await checkLocation(target.location, run)
  const data = columns.filter(column => !partitions.includes(column))
  const parameters: Record<string, string> = {
    'serialization.format': '1',
    ...(target.fieldDelimiter !== undefined && { 'field.delim': target.fieldDelimiter }),
  }
  const written = await run.query(connection =>
    writeFiles(connection, run.objects, {
      queryId: run.queryId,
      scratchDir: run.engine.scratchDir,
      location: target.location,
      sql,
      columns: data,
      partitions,
      format: target.format,
      compression: target.compression,
      parameters,
      checkPartitions: count => {
        if (limitApplies(run.config, 'open-partitions') && count > maxOpenPartitions)
          throw tooManyOpenPartitions('HIVE')
      },
    }),
  )
  register(name, target, data, partitions, parameters, written, run)
  return {
    updateCount: written.rows,
    outputLocation: `${run.sink.location}tables/${run.queryId}`,
    dataManifestLocation: await writeManifest(run, `tables/${run.queryId}`, written.files),
  }
}

function readTarget(properties: Properties, run: StatementRun): HiveTarget {
  const formatName = (properties.text('format') ?? 'PARQUET').toUpperCase()
  const format = FORMATS[formatName]
  if (!format) throw new TrinoError('INVALID_TABLE_PROPERTY', `Unsupported format ${formatName}`)
  if (properties.boolean('is_external') === false)
    throw new TrinoError('INVALID_TABLE_PROPERTY', "Table property 'is_external' must be true for Hive tables")
  const codec =
    properties.text('write_compression') ?? properties.text('parquet_compression') ?? properties.text('orc_compression')
  properties.number('compression_level')
  const given = properties.text('external_location')
  if (given !== undefined) refuseEnforced(run)
  const target: HiveTarget = {
    format,
    formatName,
    // Athena compresses with GZIP where nothing else is said.
    compression: (codec ?? 'GZIP').toUpperCase(),
    location: folder(given ?? `${run.sink.location}tables/${run.queryId}`),
    partitionedBy: (properties.texts('partitioned_by') ?? []).map(column => column.toLowerCase()),
    bucketedBy: (properties.texts('bucketed_by') ?? []).map(column => column.toLowerCase()),
    bucketCount: properties.number('bucket_count'),
    fieldDelimiter: properties.text('field_delimiter'),
  }
  properties.refuseOthers()
  if (target.bucketedBy.length > 0) {
    throw new TrinoError(
      'NOT_SUPPORTED',
      'Table properties bucketed_by and bucket_count are not supported by the embedded lakehouse',
    )
  }
  if (given !== undefined && parseS3Uri(given) === undefined)
    throw new TrinoError('INVALID_TABLE_PROPERTY', `External location URI ${given} is not an s3 location`)
  return target
}

function refuseEnforced(run: StatementRun): void {
  const configuration = new WorkGroups(run.catalog).get(run.workGroup)?.configuration
  if (!configuration?.EnforceWorkGroupConfiguration || !configuration.ResultConfiguration?.OutputLocation) return
  throw new TrinoError(
    'INVALID_TABLE_PROPERTY',
    "The Create Table As Select query failed because it was submitted with an 'external_location' property to an Athena Workgroup that enforces a centralized output location for all queries. Please remove the 'external_location' property and resubmit the query.",
  )
}

const folder = (uri: string) => (uri.endsWith('/') ? uri : `${uri}/`)

/** Hive keeps partition columns behind the data: a CTAS must have them in that order too. */
function partitionColumns(columns: OutputColumn[], partitionedBy: string[], run: StatementRun): OutputColumn[] {
  const partitions = partitionedBy.map(name => {
    const column = columns.find(candidate => candidate.name.toLowerCase() === name)
    if (!column) throw new TrinoError('INVALID_TABLE_PROPERTY', `Partition columns [${name}] not present in schema`)
    return column
  })
  if (partitions.length === columns.length && columns.length > 0)
    throw new TrinoError('INVALID_TABLE_PROPERTY', 'Table contains only partition columns')
  const tail = columns.slice(columns.length - partitions.length)
  if (!tail.every((column, i) => column === partitions[i]) && limitApplies(run.config, 'partition-columns-last')) {
    throw new TrinoError(
      'HIVE_COLUMN_ORDER_MISMATCH',
      'Partition keys must be the last columns in the table and in the same order as the table properties: ' +
        `[${partitionedBy.join(', ')}]`,
    )
  }
  return partitions
}

function checkTypes(columns: OutputColumn[], run: StatementRun): void {
  for (const { name, type } of columns) {
    toHiveType(type)
    if (type.kind === 'timestamp' && type.precision > 3 && limitApplies(run.config, 'hive-timestamp-precision')) {
      throw new TrinoError(
        'NOT_SUPPORTED',
        `Incorrect timestamp precision for ${typeName(type)}; the configured precision is MILLISECONDS; column name: ${name}`,
      )
    }
  }
}

async function checkLocation(location: string, run: StatementRun): Promise<void> {
  const { bucket } = parseS3Uri(location)!
  if (!run.objects.hasBucket(bucket))
    throw new TrinoError('HIVE_METASTORE_ERROR', `The specified bucket does not exist: ${bucket}`)
  if (!limitApplies(run.config, 'empty-location')) return
  if ((await listDataFiles(run.objects, location)).length > 0) {
    throw new TrinoError(
      'HIVE_PATH_ALREADY_EXISTS',
      `Target directory for table already exists: ${location.replace(/\/$/, '')}. You may need to manually clean the data at location '${location}' before retrying. Athena will not delete data in your account.`,
    )
  }
}

function register(
  name: RelationName,
  target: HiveTarget,
  data: HiveColumn[],
  partitions: HiveColumn[],
  parameters: Record<string, string>,
  written: WrittenFiles,
  run: StatementRun,
): void {
  const glueColumn = (column: HiveColumn) => ({ name: column.name.toLowerCase(), type: toHiveType(column.type) })
  const storageDescriptor = {
    columns: data.map(glueColumn),
    location: target.location,
    inputFormat: target.format.inputFormat,
    outputFormat: target.format.outputFormat,
    compressed: false,
    numberOfBuckets: 0,
    serdeInfo: { name: name.name, serializationLibrary: target.format.serde, parameters },
    bucketColumns: [],
    sortColumns: [],
    storedAsSubDirectories: false,
  }
  const table: TableInput = {
    databaseName: name.schema,
    name: name.name,
    owner: run.session.user,
    tableType: 'EXTERNAL_TABLE',
    parameters: {
      EXTERNAL: 'TRUE',
      has_encrypted_data: 'false',
      [target.format.write === 'parquet' ? 'parquet.compression' : 'write.compression']: target.compression,
      classification: target.formatName.toLowerCase(),
    },
    storageDescriptor,
    partitionKeys: partitions.map(glueColumn),
  }
  run.catalog.transaction(() => {
    const created = run.catalog.createTable(table)
    run.catalog.createPartitions(
      name.schema,
      name.name,
      written.partitions.map(values => ({
        values,
        storageDescriptor: { ...storageDescriptor, location: `${partitionLocation(created, values)}/` },
        parameters: {},
      })),
    )
  })
}
