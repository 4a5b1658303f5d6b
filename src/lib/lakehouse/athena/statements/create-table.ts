import type { TableInput } from '../../catalog/model.js'
import { FORMATS } from '../../engine/hive/formats.js'
import { toHiveType } from '../../engine/hive/types.js'
import { partitionFields } from '../../iceberg/partition/partitioning.js'
import { parseHiveType } from '../../iceberg/types/hive.js'
import type { ColumnDefinition, CreateTable } from '../../sql/ast.js'
import type { RelationName } from '../../sql/resolver.js'
import { TrinoError } from '../../sql/trino-error.js'
import { resolveTypeName } from '../../sql/types/names.js'
import { parseS3Uri } from '../../store/object-store.js'
import { icebergProperties, icebergTableProperties } from './iceberg-properties.js'
import { ddlError, glueName, requireDatabase, tableName } from './names.js'
import type { StatementExecutor, StatementRun } from './statement.js'

/** Athena's DDL: an external table, or an Iceberg one by its table property. */
export const createTable: StatementExecutor<CreateTable> = {
  type: 'DDL',
  subtype: 'CREATE_TABLE',
  async run(statement, run) {
    const name = tableName(statement.name, run)
    requireDatabase(name.schema, run)
    if (run.catalog.table(name.schema, name.name)) {
      if (statement.ifNotExists) return {}
      throw ddlError(
        'Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. ' +
          `AlreadyExistsException(message:Table ${name.name} already exists)`,
      )
    }
    const location = statement.location
    if (location !== undefined && !parseS3Uri(location))
      throw ddlError(`SemanticException Location ${location} is not an s3 location`)
    if (location === undefined)
      throw ddlError('SemanticException table location must be specified: LOCATION is missing')
    const type = propertyIgnoringCase(statement.tblProperties, 'table_type')
    if (type?.toUpperCase() === 'ICEBERG') await createIcebergTable(statement, name, location, run)
    else createHiveTable(statement, name, location, run)
    return {}
  },
}

async function createIcebergTable(
  statement: CreateTable,
  name: RelationName,
  location: string,
  run: StatementRun,
): Promise<void> {
  if (statement.external) throw new TrinoError('NOT_SUPPORTED', 'Iceberg tables are not EXTERNAL: use CREATE TABLE')
  if (statement.rowFormat || statement.storedAs || statement.clusteredBy)
    throw new TrinoError('NOT_SUPPORTED', 'ROW FORMAT, STORED AS and CLUSTERED BY do not go with Iceberg tables')
  let last = 0
  const nextId = () => ++last
  const fields = statement.columns.map(column => ({
    id: nextId(),
    name: column.name.name.toLowerCase(),
    required: false,
    type: parseHiveType(typeText(column, run.text), nextId),
    ...(column.comment !== undefined && { doc: column.comment }),
  }))
  const partitioning = statement.partitionedBy.map(item => {
    if (item.kind === 'column')
      throw new TrinoError('NOT_SUPPORTED', 'Iceberg partition columns are among the columns: name them without a type')
    return run.text.slice(item.loc.start, item.loc.end)
  })
  const properties = icebergProperties({
    format: propertyIgnoringCase(statement.tblProperties, 'format'),
    compression: propertyIgnoringCase(statement.tblProperties, 'write_compression'),
    maintenance: icebergTableProperties(statement.tblProperties),
  })
  await run.iceberg.create(
    glueName(name),
    { location, fields, spec: { fields: partitionFields(partitioning, fields) }, properties },
    statement.comment,
  )
}

function createHiveTable(statement: CreateTable, name: RelationName, location: string, run: StatementRun): void {
  if (!statement.external) {
    throw ddlError(
      'SemanticException [Error 10293]: Managed tables are not supported: use CREATE EXTERNAL TABLE, or table_type ICEBERG',
    )
  }
  const columns = statement.columns.map(column => hiveColumn(column))
  const partitionKeys = statement.partitionedBy.map(item => {
    if (item.kind === 'column') return hiveColumn(item)
    throw ddlError('SemanticException Partition transforms are for Iceberg tables only')
  })
  const repeated = [...columns, ...partitionKeys].map(column => column.name)
  const twice = repeated.find((column, i) => repeated.indexOf(column) !== i)
  if (twice !== undefined) throw ddlError(`SemanticException [Error 10036]: Duplicate column name: ${twice}`)
  const storage = storageOf(statement)
  const table: TableInput = {
    databaseName: name.schema,
    name: name.name,
    owner: run.session.user,
    ...(statement.comment !== undefined && { description: statement.comment }),
    tableType: 'EXTERNAL_TABLE',
    parameters: {
      EXTERNAL: 'TRUE',
      transient_lastDdlTime: String(Math.floor(Date.now() / 1000)),
      ...(statement.comment !== undefined && { comment: statement.comment }),
      ...statement.tblProperties,
    },
    storageDescriptor: {
      columns,
      location,
      inputFormat: storage.input,
      outputFormat: storage.output,
      compressed: false,
      numberOfBuckets: statement.clusteredBy?.buckets ?? -1,
      serdeInfo: { serializationLibrary: storage.serde, parameters: storage.parameters },
      bucketColumns: statement.clusteredBy?.columns.map(column => column.name.toLowerCase()) ?? [],
      sortColumns: [],
      storedAsSubDirectories: false,
    },
    partitionKeys,
  }
  run.catalog.createTable(table)
}

function storageOf(statement: CreateTable) {
  const { storedAs, rowFormat } = statement
  const named = storedAs?.kind === 'format' ? FORMATS[storedAs.name.toUpperCase()] : undefined
  if (storedAs?.kind === 'format' && !named)
    throw ddlError(`SemanticException Unrecognized file format in STORED AS clause: '${storedAs.name}'`)
  const format = named ?? FORMATS.TEXTFILE!
  return {
    input: storedAs?.kind === 'classes' ? storedAs.input : format.inputFormat,
    output: storedAs?.kind === 'classes' ? storedAs.output : format.outputFormat,
    serde: rowFormat?.kind === 'serde' ? rowFormat.className : format.serde,
    parameters: rowFormat?.kind === 'serde' ? rowFormat.properties : delimiters(rowFormat),
  }
}

/** `ROW FORMAT DELIMITED` in LazySimpleSerDe's own parameter names. */
function delimiters(rowFormat: Exclude<CreateTable['rowFormat'], { kind: 'serde' }>): Record<string, string> {
  const parameters: Record<string, string> = { 'serialization.format': rowFormat?.fields ?? '1' }
  if (rowFormat?.fields !== undefined) parameters['field.delim'] = rowFormat.fields
  if (rowFormat?.escape !== undefined) parameters['escape.delim'] = rowFormat.escape
  if (rowFormat?.items !== undefined) parameters['collection.delim'] = rowFormat.items
  if (rowFormat?.mapKeys !== undefined) parameters['mapkey.delim'] = rowFormat.mapKeys
  if (rowFormat?.lines !== undefined) parameters['line.delim'] = rowFormat.lines
  if (rowFormat?.nullAs !== undefined) parameters['serialization.null.format'] = rowFormat.nullAs
  return parameters
}

export function hiveColumn(column: ColumnDefinition) {
  return {
    name: column.name.name.toLowerCase(),
    type: toHiveType(resolveTypeName(column.type, true)),
    ...(column.comment !== undefined && { comment: column.comment }),
  }
}

export function typeText(column: ColumnDefinition, text: string): string {
  return text.slice(column.type.loc.start, column.type.loc.end)
}

function propertyIgnoringCase(properties: Record<string, string>, name: string): string | undefined {
  return Object.entries(properties).find(([key]) => key.toLowerCase() === name)?.[1]
}
