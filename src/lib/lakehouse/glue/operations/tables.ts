import { z } from 'zod'
import type { Table } from '../../catalog/model.js'
import { tableEntity } from '../entities.js'
import { errorDetail, invalidInput, notFound, refuseMember } from '../errors.js'
import { type IcebergInput, icebergInput, tableDefinition } from '../iceberg-input.js'
import { requireTable } from '../lookup.js'
import { namesMatching } from '../name-pattern.js'
import { type GlueContext, operation } from '../operation.js'
import { page } from '../paging.js'
import { inDatabase, name, pageSize, partitionIndex, tableInput, token, transactional } from '../shapes.js'
import { addPartitionIndex } from './partition-indexes.js'

/** Resource links, federated tables and multi-dialect views name things outside this catalog. */
const foreign = ['targetTable', 'federatedTable', 'viewDefinition']

const attributesToGet = z.array(z.enum(['NAME', 'TABLE_TYPE', 'DEFAULT', 'LATEST_ICEBERG_METADATA'])).optional()
type Attributes = z.output<typeof attributesToGet>

const listing = { includeStatusDetails: z.boolean().optional(), attributesToGet }

function selected(table: Table, attributes: Attributes, context: GlueContext): object {
  if (!attributes?.length || attributes.includes('DEFAULT')) return tableEntity(table, context)
  return { name: table.name, tableType: attributes.includes('TABLE_TYPE') ? table.tableType : undefined }
}

function checkListing(input: { attributesToGet?: Attributes }): void {
  refuseMember(input, 'transactionId', 'queryAsOfTime')
  if (input.attributesToGet?.includes('LATEST_ICEBERG_METADATA')) {
    throw invalidInput('AttributesToGet LATEST_ICEBERG_METADATA is not supported by the embedded lakehouse.')
  }
}

function checkTable(input: z.output<typeof tableInput>): void {
  refuseMember(input, ...foreign)
  if (input.storageDescriptor) refuseMember(input.storageDescriptor, 'schemaReference')
}

export const tableOperations = {
  CreateTable: operation(
    z.object({
      ...inDatabase,
      ...transactional,
      name: name.optional(),
      tableInput: tableInput.optional(),
      partitionIndexes: z.array(partitionIndex).optional(),
      openTableFormatInput: z.object({ icebergInput }).optional(),
    }),
    createTable,
  ),

  GetTable: operation(z.object({ ...inDatabase, ...transactional, ...listing, name }), (input, context) => {
    checkListing(input)
    const table = requireTable(context.catalog, input.databaseName, input.name)
    return { table: selected(table, input.attributesToGet, context) }
  }),

  GetTables: operation(
    z.object({
      ...inDatabase,
      ...transactional,
      ...listing,
      expression: z.string().max(2048).optional(),
      resourceShareType: z.enum(['FEDERATED', 'ALL']).optional(),
      nextToken: token.optional(),
      maxResults: pageSize(100),
    }),
    (input, context) => {
      checkListing(input)
      let tables = context.catalog.tables(input.databaseName)
      if (input.resourceShareType === 'FEDERATED') tables = []
      if (input.expression) {
        const names = namesMatching(
          input.expression,
          tables.map(table => table.name),
        )
        tables = tables.filter(table => names.has(table.name))
      }
      const list = page(tables, table => table.name, input, 100)
      const tableList = list.items.map(table => selected(table, input.attributesToGet, context))
      return { tableList, nextToken: list.nextToken }
    },
  ),

  UpdateTable: operation(
    z.object({
      ...inDatabase,
      ...transactional,
      name: name.optional(),
      tableInput: tableInput.optional(),
      skipArchive: z.boolean().default(false),
      versionId: name.optional(),
      force: z.boolean().optional(),
      viewUpdateAction: z.unknown().optional(),
      updateOpenTableFormatInput: z.unknown().optional(),
    }),
    (input, { catalog }) => {
      refuseMember(input, 'transactionId', 'viewUpdateAction', 'updateOpenTableFormatInput')
      if (!input.tableInput) throw invalidInput('TableInput is required.')
      checkTable(input.tableInput)
      catalog.updateTable(
        { ...input.tableInput, databaseName: input.databaseName },
        { skipArchive: input.skipArchive, expectedVersion: input.versionId },
      )
      return undefined
    },
  ),

  DeleteTable: operation(z.object({ ...inDatabase, ...transactional, name }), (input, { catalog }) => {
    refuseMember(input, 'transactionId')
    catalog.deleteTable(input.databaseName, input.name)
    return undefined
  }),

  BatchDeleteTable: operation(
    z.object({ ...inDatabase, ...transactional, tablesToDelete: z.array(name).max(100) }),
    (input, { catalog }) => {
      refuseMember(input, 'transactionId')
      if (!catalog.database(input.databaseName)) throw notFound(`Database ${input.databaseName} not found.`)
      const errors = catalog.transaction(() =>
        input.tablesToDelete.flatMap(tableName => {
          try {
            catalog.deleteTable(input.databaseName, tableName)
            return []
          } catch (error) {
            return [{ tableName, errorDetail: errorDetail(error) }]
          }
        }),
      )
      return { errors }
    },
  ),
}

interface NewTable {
  databaseName: string
  transactionId?: string
  name?: string
  tableInput?: z.output<typeof tableInput>
  partitionIndexes?: z.output<typeof partitionIndex>[]
  openTableFormatInput?: { icebergInput: IcebergInput }
}

async function createTable(input: NewTable, { catalog, iceberg }: GlueContext): Promise<undefined> {
  refuseMember({ ...input }, 'transactionId')
  const { databaseName } = input
  if (input.tableInput) checkTable(input.tableInput)
  if (input.openTableFormatInput) {
    const name = input.tableInput?.name ?? input.name
    if (!name) throw invalidInput('The name of the table is required.')
    if (!catalog.database(databaseName)) throw notFound(`Database ${databaseName} not found.`)
    const definition = tableDefinition(input.openTableFormatInput.icebergInput, input.tableInput)
    const table = { database: databaseName.toLowerCase(), name: name.toLowerCase() }
    await iceberg.create(table, definition, input.tableInput?.description)
    return
  }
  if (!input.tableInput) throw invalidInput('TableInput is required.')
  const table = { ...input.tableInput, databaseName }
  catalog.transaction(() => {
    const created = catalog.createTable(table)
    for (const index of input.partitionIndexes ?? []) addPartitionIndex(catalog, created, index)
  })
}
