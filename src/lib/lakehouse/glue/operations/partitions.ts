import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { CatalogStore, Partition, PartitionInput, Table } from '../../catalog/model.js'
import { partitionEntity } from '../entities.js'
import { errorDetail, invalidInput, notFound, refuseMember } from '../errors.js'
import { requireTable } from '../lookup.js'
import { type GlueContext, operation } from '../operation.js'
import { readToken, writeToken } from '../paging.js'
import { partitionFilter } from '../partition-filter/filter.js'
import { ofTable, pageSize, partitionInput, partitionValues, token, transactional } from '../shapes.js'

const valueList = z.object({ values: partitionValues })

function checkValues(table: Table, values: string[]): void {
  if (values.length !== table.partitionKeys.length) {
    throw invalidInput('The number of partition keys do not match the number of partition values')
  }
}

function checkPartition(table: Table, input: PartitionInput): void {
  checkValues(table, input.values)
  if (input.storageDescriptor) refuseMember(input.storageDescriptor, 'schemaReference')
}

function replace(catalog: CatalogStore, table: Table, values: string[], input: PartitionInput): void {
  checkPartition(table, input)
  const current = catalog.partition(table.databaseName, table.name, values)
  if (!current) throw notFound('Cannot find partition.')
  // Column statistics live in the partition and are written by operations of their own.
  const { columnStatistics } = current
  const partition = columnStatistics === undefined ? input : { ...input, columnStatistics }
  catalog.updatePartition(table.databaseName, table.name, values, partition)
}

/** Does each of a batch on its own, in one transaction, and reports those that failed. */
function each<Item>(catalog: CatalogStore, items: Item[], work: (item: Item) => void, failed: (item: Item) => object) {
  return catalog.transaction(() =>
    items.flatMap(item => {
      try {
        work(item)
        return []
      } catch (error) {
        return [{ ...failed(item), errorDetail: errorDetail(error) }]
      }
    }),
  )
}

const segmentOf = (partition: Partition, total: number) =>
  createHash('sha256').update(partition.values.join('\0')).digest().readUInt32BE() % total

export const partitionOperations = {
  CreatePartition: operation(z.object({ ...ofTable, partitionInput }), (input, { catalog }) => {
    const table = requireTable(catalog, input.databaseName, input.tableName)
    checkPartition(table, input.partitionInput)
    catalog.createPartitions(table.databaseName, table.name, [input.partitionInput])
    return undefined
  }),

  BatchCreatePartition: operation(
    z.object({ ...ofTable, partitionInputList: z.array(partitionInput).max(100) }),
    (input, { catalog }) => {
      const table = requireTable(catalog, input.databaseName, input.tableName)
      for (const partition of input.partitionInputList) checkPartition(table, partition)
      const errors = each(
        catalog,
        input.partitionInputList,
        partition => catalog.createPartitions(table.databaseName, table.name, [partition]),
        partition => ({ partitionValues: partition.values }),
      )
      return { errors }
    },
  ),

  GetPartition: operation(z.object({ ...ofTable, partitionValues }), (input, context) => {
    const table = requireTable(context.catalog, input.databaseName, input.tableName)
    checkValues(table, input.partitionValues)
    const partition = context.catalog.partition(table.databaseName, table.name, input.partitionValues)
    if (!partition) throw notFound('Cannot find partition.')
    return { partition: partitionEntity(partition, table, context) }
  }),

  BatchGetPartition: operation(
    z.object({ ...ofTable, partitionsToGet: z.array(valueList).max(1000) }),
    (input, context) => {
      const table = requireTable(context.catalog, input.databaseName, input.tableName)
      const partitions = input.partitionsToGet.flatMap(({ values }) => {
        checkValues(table, values)
        const partition = context.catalog.partition(table.databaseName, table.name, values)
        return partition ? [partitionEntity(partition, table, context)] : []
      })
      return { partitions, unprocessedKeys: [] }
    },
  ),

  GetPartitions: operation(
    z.object({
      ...ofTable,
      ...transactional,
      expression: z.string().max(2048).optional(),
      nextToken: token.optional(),
      segment: z
        .object({ segmentNumber: z.number().int().min(0), totalSegments: z.number().int().min(1).max(10) })
        .optional(),
      maxResults: pageSize(1000),
      excludeColumnSchema: z.boolean().default(false),
    }),
    getPartitions,
  ),

  UpdatePartition: operation(
    z.object({ ...ofTable, partitionValueList: z.array(z.string().max(1024)).max(100), partitionInput }),
    (input, { catalog }) => {
      const table = requireTable(catalog, input.databaseName, input.tableName)
      replace(catalog, table, input.partitionValueList, input.partitionInput)
      return undefined
    },
  ),

  BatchUpdatePartition: operation(
    z.object({
      ...ofTable,
      entries: z
        .array(z.object({ partitionValueList: partitionValues.max(100), partitionInput }))
        .min(1)
        .max(100),
    }),
    (input, { catalog }) => {
      const table = requireTable(catalog, input.databaseName, input.tableName)
      const errors = each(
        catalog,
        input.entries,
        entry => replace(catalog, table, entry.partitionValueList, entry.partitionInput),
        entry => ({ partitionValueList: entry.partitionValueList }),
      )
      return { errors }
    },
  ),

  DeletePartition: operation(z.object({ ...ofTable, partitionValues }), (input, { catalog }) => {
    const table = requireTable(catalog, input.databaseName, input.tableName)
    catalog.deletePartitions(table.databaseName, table.name, [input.partitionValues])
    return undefined
  }),

  BatchDeletePartition: operation(
    z.object({ ...ofTable, partitionsToDelete: z.array(valueList).max(25) }),
    (input, { catalog }) => {
      const table = requireTable(catalog, input.databaseName, input.tableName)
      const errors = each(
        catalog,
        input.partitionsToDelete,
        ({ values }) => catalog.deletePartitions(table.databaseName, table.name, [values]),
        ({ values }) => ({ partitionValues: values }),
      )
      return { errors }
    },
  ),
}

interface PartitionsRequest {
  databaseName: string
  tableName: string
  expression?: string
  nextToken?: string
  segment?: { segmentNumber: number; totalSegments: number }
  maxResults?: number
  excludeColumnSchema: boolean
}

function getPartitions(input: PartitionsRequest, context: GlueContext) {
  refuseMember({ ...input }, 'transactionId', 'queryAsOfTime')
  const { segment, maxResults = 1000 } = input
  if (segment && segment.segmentNumber >= segment.totalSegments) {
    throw invalidInput('SegmentNumber must be lower than TotalSegments.')
  }
  const table = requireTable(context.catalog, input.databaseName, input.tableName)
  const wanted = input.expression?.trim() ? partitionFilter(input.expression, table.partitionKeys) : () => true
  const after = input.nextToken === undefined ? undefined : readToken(input.nextToken)
  const found: Partition[] = []
  for (const partition of context.catalog.scanPartitions(table.databaseName, table.name, after)) {
    if (segment && segmentOf(partition, segment.totalSegments) !== segment.segmentNumber) continue
    if (!wanted(partition.values)) continue
    if (found.length === maxResults) {
      return { partitions: shown(found), nextToken: writeToken(found[maxResults - 1]!.values) }
    }
    found.push(partition)
  }
  return { partitions: shown(found) }

  function shown(partitions: Partition[]) {
    return partitions.map(partition => {
      const entity = partitionEntity(partition, table, context)
      if (!input.excludeColumnSchema || !entity.storageDescriptor) return entity
      return { ...entity, storageDescriptor: { ...entity.storageDescriptor, columns: undefined } }
    })
  }
}
