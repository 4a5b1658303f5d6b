import { z } from 'zod'
import type { CatalogStore, Table } from '../../catalog/model.js'
import { glueError, invalidInput, notFound } from '../errors.js'
import { requireTable } from '../lookup.js'
import { operation } from '../operation.js'
import { name, ofTable, partitionIndex, token } from '../shapes.js'

/** https://docs.aws.amazon.com/glue/latest/dg/partition-indexes.html */
const mostIndexes = 3

const kind = 'partition-index'

const ownerOf = (table: Table) => ({ database: table.databaseName, table: table.name })

/** Reads here are fast without; an index is kept because clients ask for the ones they made. */
export function addPartitionIndex(catalog: CatalogStore, table: Table, index: z.output<typeof partitionIndex>): void {
  const keys = table.partitionKeys.map(key => key.name)
  const unknown = index.keys.find(key => !keys.includes(key))
  if (unknown !== undefined) throw invalidInput(`Index key ${unknown} is not a partition key of the table.`)
  const owner = ownerOf(table)
  const existing = catalog.attachments<string[]>(owner, kind)
  if (existing.some(({ id }) => id === index.indexName)) {
    throw glueError('AlreadyExistsException', `Index ${index.indexName} already exists.`)
  }
  if (existing.length >= mostIndexes) {
    const text = `Number of PARTITION_INDEX resources exceeds the limit ${mostIndexes} per TABLE`
    throw glueError('ResourceNumberLimitExceededException', text)
  }
  catalog.putAttachment(owner, kind, index.indexName, index.keys)
}

export const partitionIndexOperations = {
  CreatePartitionIndex: operation(z.object({ ...ofTable, partitionIndex }), (input, { catalog }) => {
    const table = requireTable(catalog, input.databaseName, input.tableName)
    catalog.transaction(() => addPartitionIndex(catalog, table, input.partitionIndex))
    return undefined
  }),

  GetPartitionIndexes: operation(z.object({ ...ofTable, nextToken: token.optional() }), (input, { catalog }) => {
    const table = requireTable(catalog, input.databaseName, input.tableName)
    const typeOf = (key: string) => table.partitionKeys.find(column => column.name === key)?.type
    const partitionIndexDescriptorList = catalog.attachments<string[]>(ownerOf(table), kind).map(({ id, value }) => ({
      indexName: id,
      keys: value.map(key => ({ name: key, type: typeOf(key) })),
      indexStatus: 'ACTIVE',
      backfillErrors: [],
    }))
    return { partitionIndexDescriptorList }
  }),

  DeletePartitionIndex: operation(z.object({ ...ofTable, indexName: name }), (input, { catalog }) => {
    const table = requireTable(catalog, input.databaseName, input.tableName)
    if (!catalog.deleteAttachment(ownerOf(table), kind, input.indexName)) {
      throw notFound(`Index with the given indexName : ${input.indexName} does not exist`)
    }
    return undefined
  }),
}
