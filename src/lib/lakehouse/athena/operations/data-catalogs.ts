import type { Column, Database, Table } from '../../catalog/model.js'
import { AwsJsonError } from '../../http/aws-json.js'
import type { AthenaContext, Operations } from '../context.js'
import { type Input, invalidRequest, listPage, optionalText, requiredText } from '../input.js'
import { ENGINE_VERSION } from '../workgroups.js'

/** The one data catalog: the account's Glue. Other kinds (LAMBDA, HIVE, FEDERATED) are not offered. */
const CATALOG = 'AwsDataCatalog'

export function dataCatalogOperations(context: AthenaContext): Operations {
  const { catalog } = context
  const checkCatalog = (input: Input, member: string) => {
    const name = requiredText(input, member)
    if (name.toLowerCase() !== CATALOG.toLowerCase()) throw invalidRequest(`Data Catalog ${name} is not found`)
  }
  const database = (input: Input): Database => {
    const name = requiredText(input, 'DatabaseName').toLowerCase()
    const known = catalog.database(name)
    if (!known) throw metadataError(`Database ${name} not found.`)
    return known
  }

  return {
    ListDataCatalogs: async input => {
      const summaries = [{ CatalogName: CATALOG, Type: 'GLUE', Status: 'CREATE_COMPLETE' }]
      const { items, NextToken } = listPage(input, summaries, 50)
      return { DataCatalogsSummary: items, NextToken }
    },
    GetDataCatalog: async input => {
      checkCatalog(input, 'Name')
      return {
        DataCatalog: {
          Name: CATALOG,
          Type: 'GLUE',
          Parameters: { 'catalog-id': context.config.accountId },
          Status: 'CREATE_COMPLETE',
        },
      }
    },
    ListDatabases: async input => {
      checkCatalog(input, 'CatalogName')
      const { items, NextToken } = listPage(input, catalog.databases(), 50)
      return { DatabaseList: items.map(wireDatabase), NextToken }
    },
    GetDatabase: async input => {
      checkCatalog(input, 'CatalogName')
      return { Database: wireDatabase(database(input)) }
    },
    ListTableMetadata: async input => {
      checkCatalog(input, 'CatalogName')
      const matches = expression(optionalText(input, 'Expression', 256))
      const tables = catalog.tables(database(input).name).filter(table => matches(table.name))
      const { items, NextToken } = listPage(input, tables, 50)
      return { TableMetadataList: items.map(wireTable), NextToken }
    },
    GetTableMetadata: async input => {
      checkCatalog(input, 'CatalogName')
      const name = requiredText(input, 'TableName').toLowerCase()
      const table = catalog.table(database(input).name, name)
      if (!table) throw metadataError(`Table ${name} not found.`)
      return { TableMetadata: wireTable(table) }
    },
    ListEngineVersions: async input => {
      const versions = [
        { SelectedEngineVersion: 'AUTO', EffectiveEngineVersion: ENGINE_VERSION },
        { SelectedEngineVersion: ENGINE_VERSION, EffectiveEngineVersion: ENGINE_VERSION },
      ]
      const { items, NextToken } = listPage(input, versions, 10)
      return { EngineVersions: items, NextToken }
    },
  }
}

function metadataError(message: string): AwsJsonError {
  return new AwsJsonError('MetadataException', message)
}

/** A regular expression over table names. */
function expression(text: string | undefined): (name: string) => boolean {
  if (text === undefined || text === '') return () => true
  try {
    const regex = new RegExp(`^(?:${text})$`, 'i')
    return name => regex.test(name)
  } catch {
    throw invalidRequest(`Expression ${text} is not a valid regular expression`)
  }
}

function wireDatabase(database: Database): object {
  return { Name: database.name, Description: database.description, Parameters: database.parameters }
}

function wireTable(table: Table): object {
  const storage = table.storageDescriptor
  return {
    Name: table.name,
    CreateTime: table.createTime,
    LastAccessTime: table.updateTime,
    TableType: table.tableType,
    Columns: (storage?.columns ?? [])
      .filter(({ parameters }) => parameters?.['iceberg.field.current'] !== 'false')
      .map(wireColumn),
    PartitionKeys: table.partitionKeys.map(wireColumn),
    Parameters: {
      ...table.parameters,
      ...(storage?.location !== undefined && { location: storage.location }),
      ...(storage?.inputFormat !== undefined && { inputformat: storage.inputFormat }),
      ...(storage?.outputFormat !== undefined && { outputformat: storage.outputFormat }),
      ...(storage?.serdeInfo?.serializationLibrary !== undefined && {
        'serde.serialization.lib': storage.serdeInfo.serializationLibrary,
      }),
      ...Object.fromEntries(
        Object.entries(storage?.serdeInfo?.parameters ?? {}).map(([name, value]) => [`serde.param.${name}`, value]),
      ),
    },
  }
}

function wireColumn({ name, type, comment }: Column): object {
  return { Name: name, Type: type, Comment: comment }
}
