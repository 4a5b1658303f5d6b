import {
  CreateTableCommand,
  DeleteTableCommand,
  GetPartitionsCommand,
  type GlueClient,
  type Table,
  type TableInput,
  UpdateTableCommand,
} from '@aws-sdk/client-glue'
import { MdwError } from '../../errors.js'
import { type Environment, layerDatabase } from '../../project/environment.js'
import type { RawTable } from '../../project/raw-sources.js'
import { awsErrorName, awsFailure } from '../aws-error.js'
import { eachLimited } from '../each-limited.js'
import { findGlueTable } from '../tables.js'
import type { Change } from './change.js'

const TABLES_AT_ONCE = 8

export interface RawTableOptions {
  /** Only say what would be made or changed. */
  dryRun?: boolean
  /** Leave tables that exist as they are: something else keeps their definitions. */
  onlyMissing?: boolean
}

/** Makes one external table per raw source, and updates those whose definition changed. */
export function provisionRawTables(
  glue: GlueClient,
  environment: Environment,
  tables: RawTable[],
  options: RawTableOptions = {},
): Promise<Change[]> {
  const database = layerDatabase(environment, 'raw')
  return eachLimited(tables, TABLES_AT_ONCE, table =>
    provisionTable(glue, database, tableInput(environment, table), options),
  )
}

/** The Glue table of a raw source: an external table that OpenCSVSerde reads, all names in lower case. */
export function tableInput(environment: Pick<Environment, 'bucket'>, table: RawTable): TableInput {
  return {
    Name: table.name,
    Description: table.description ?? '',
    TableType: 'EXTERNAL_TABLE',
    Parameters: {
      EXTERNAL: 'TRUE',
      classification: 'csv',
      'skip.header.line.count': `${table.csv.skipHeaderLines}`,
    },
    PartitionKeys: table.partitionedBy.map(name => ({ Name: name, Type: 'string' })),
    StorageDescriptor: {
      Columns: table.columns.map(column => ({
        Name: column.name.toLowerCase(),
        Type: column.type,
        Comment: column.description ?? '',
      })),
      Location: `s3://${environment.bucket}/${table.location}`,
      InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
      OutputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
      SerdeInfo: {
        SerializationLibrary: 'org.apache.hadoop.hive.serde2.OpenCSVSerde',
        Parameters: { separatorChar: table.csv.separator, quoteChar: table.csv.quote, escapeChar: table.csv.escape },
      },
    },
  }
}

async function provisionTable(
  glue: GlueClient,
  database: string,
  input: TableInput,
  { dryRun, onlyMissing }: RawTableOptions,
): Promise<Change> {
  const name = `${database}.${input.Name}`
  const what = `table ${name}`
  const found = await findGlueTable(glue, database, input.Name!)
  if (found !== undefined && (onlyMissing || definitionOf(found) === definitionOf(input))) {
    return { what, outcome: 'unchanged' }
  }
  if (found !== undefined && found.TableType !== 'EXTERNAL_TABLE') throw notExternal(name, found)
  const isOtherwisePartitioned = found !== undefined && partitionKeysOf(found) !== partitionKeysOf(input)
  if (isOtherwisePartitioned) await refuseWithPartitions(glue, database, name, input)
  if (dryRun) return { what, outcome: found === undefined ? 'created' : 'updated' }
  try {
    // UpdateTable does not change partition keys; of an external table only the definition goes
    if (isOtherwisePartitioned) await glue.send(new DeleteTableCommand({ DatabaseName: database, Name: input.Name }))
    if (found === undefined || isOtherwisePartitioned)
      await glue.send(new CreateTableCommand({ DatabaseName: database, TableInput: input }))
    else await glue.send(new UpdateTableCommand({ DatabaseName: database, TableInput: input }))
  } catch (error) {
    if (awsErrorName(error) === 'AlreadyExistsException') return { what, outcome: 'unchanged' }
    throw awsFailure(error, `${found === undefined ? 'create' : 'update'} the table ${name}`)
  }
  return { what, outcome: found === undefined ? 'created' : 'updated' }
}

/** What of a table comes from the source definition, as comparable text. Glue and crawlers add parameters of their own. */
function definitionOf(table: Table | TableInput): string {
  const storage = table.StorageDescriptor
  const serde = storage?.SerdeInfo
  return JSON.stringify([
    partitionKeysOf(table),
    table.Description ?? '',
    table.TableType,
    table.Parameters?.['skip.header.line.count'],
    storage?.Columns?.map(column => [column.Name, column.Type, column.Comment ?? '']),
    storage?.Location,
    serde?.SerializationLibrary,
    serde?.Parameters?.separatorChar,
    serde?.Parameters?.quoteChar,
    serde?.Parameters?.escapeChar,
  ])
}

function partitionKeysOf({ PartitionKeys = [] }: Table | TableInput): string {
  return PartitionKeys.map(({ Name }) => Name).join(', ')
}

/** Partitions that are known to Glue would be forgotten with the table. */
async function refuseWithPartitions(glue: GlueClient, database: string, name: string, input: TableInput) {
  const { Partitions = [] } = await glue.send(
    new GetPartitionsCommand({ DatabaseName: database, TableName: input.Name, MaxResults: 1 }),
  )
  if (Partitions.length === 0) return
  throw new MdwError({
    code: 'RAW_TABLE_PARTITIONS_DIFFER',
    message: `${name} has partitions by other columns than its source definition says (${partitionKeysOf(input) || 'none'}).`,
    why: 'Glue cannot change the partition columns of a table, and would forget its partitions with it.',
    actions: [`Drop the table, which keeps its files, and run the command again: \`mdw query "drop table ${name}"\``],
  })
}

function notExternal(name: string, found: Table): MdwError {
  return new MdwError({
    code: 'RAW_TABLE_NOT_EXTERNAL',
    message: `${name} exists, but as ${found.TableType ?? 'a table of another kind'}, not as an external table.`,
    why: 'mdw made none of this kind, so it is left alone.',
    actions: ['Drop or rename it, or give the environment another prefix in mdw.yml.'],
  })
}
