import { z } from 'zod'
import type { CatalogStore } from '../../catalog/model.js'
import { invalidInput, notFound } from '../errors.js'
import { requireTable } from '../lookup.js'
import { operation } from '../operation.js'
import { name, ofTable, partitionValues, timestamp } from '../shapes.js'

const kind = 'column-statistics'

/** Counts are kept as they come; the one member that the type names must be there. */
const data = z.record(z.string(), z.unknown()).optional()

const columnStatistics = z.object({
  columnName: name,
  columnType: z.string().max(20_000),
  analyzedTime: timestamp,
  statisticsData: z.object({
    type: z.enum(['BOOLEAN', 'DATE', 'DECIMAL', 'DOUBLE', 'LONG', 'STRING', 'BINARY']),
    booleanColumnStatisticsData: data,
    dateColumnStatisticsData: data,
    decimalColumnStatisticsData: data,
    doubleColumnStatisticsData: data,
    longColumnStatisticsData: data,
    stringColumnStatisticsData: data,
    binaryColumnStatisticsData: data,
  }),
})

type ColumnStatistics = z.output<typeof columnStatistics>

const list = z.array(columnStatistics).max(25)
const names = z.array(name).max(100)

function checkData({ columnName, statisticsData }: ColumnStatistics): void {
  const member = `${statisticsData.type.toLowerCase()}ColumnStatisticsData` as keyof typeof statisticsData
  if (statisticsData[member] === undefined) {
    throw invalidInput(`Statistics of column ${columnName} lack the data of their type ${statisticsData.type}.`)
  }
}

/** The statistics of one table or partition, by column. */
interface StatisticsHolder {
  get(column: string): ColumnStatistics | undefined
  put(statistics: ColumnStatistics[]): void
  /** Whether there were any. */
  remove(column: string): boolean
}

function ofTableColumns(catalog: CatalogStore, databaseName: string, tableName: string): StatisticsHolder {
  const table = requireTable(catalog, databaseName, tableName)
  const owner = { database: table.databaseName, table: table.name }
  return {
    get: column => catalog.attachment<ColumnStatistics>(owner, kind, column),
    put: statistics =>
      catalog.transaction(() => {
        for (const each of statistics) catalog.putAttachment(owner, kind, each.columnName, each)
      }),
    remove: column => catalog.deleteAttachment(owner, kind, column),
  }
}

function ofPartitionColumns(
  catalog: CatalogStore,
  input: { databaseName: string; tableName: string; partitionValues: string[] },
): StatisticsHolder {
  const { databaseName, name: tableName } = requireTable(catalog, input.databaseName, input.tableName)
  const partition = catalog.partition(databaseName, tableName, input.partitionValues)
  if (!partition) throw notFound('Cannot find partition.')
  const kept = new Map(Object.entries((partition.columnStatistics ?? {}) as Record<string, ColumnStatistics>))
  const save = () =>
    catalog.updatePartition(databaseName, tableName, partition.values, {
      ...partition,
      columnStatistics: Object.fromEntries(kept),
    })
  return {
    get: column => kept.get(column),
    put: statistics => {
      for (const each of statistics) kept.set(each.columnName, each)
      save()
    },
    remove: column => {
      const had = kept.delete(column)
      if (had) save()
      return had
    },
  }
}

function found(holder: StatisticsHolder, columns: string[]) {
  const missing = columns.filter(column => !holder.get(column))
  return {
    columnStatisticsList: columns.flatMap(column => holder.get(column) ?? []),
    errors: missing.map(columnName => ({
      columnName,
      error: { errorCode: 'EntityNotFoundException', errorMessage: `Column statistics of ${columnName} not found.` },
    })),
  }
}

function put(holder: StatisticsHolder, statistics: ColumnStatistics[]) {
  statistics.forEach(checkData)
  holder.put(statistics)
  return { errors: [] }
}

function remove(holder: StatisticsHolder, column: string) {
  if (!holder.remove(column)) throw notFound(`Column statistics of ${column} not found.`)
  return undefined
}

const ofPartition = { ...ofTable, partitionValues }

export const columnStatisticsOperations = {
  UpdateColumnStatisticsForTable: operation(
    z.object({ ...ofTable, columnStatisticsList: list }),
    (input, { catalog }) =>
      put(ofTableColumns(catalog, input.databaseName, input.tableName), input.columnStatisticsList),
  ),
  GetColumnStatisticsForTable: operation(z.object({ ...ofTable, columnNames: names }), (input, { catalog }) =>
    found(ofTableColumns(catalog, input.databaseName, input.tableName), input.columnNames),
  ),
  DeleteColumnStatisticsForTable: operation(z.object({ ...ofTable, columnName: name }), (input, { catalog }) =>
    remove(ofTableColumns(catalog, input.databaseName, input.tableName), input.columnName),
  ),
  UpdateColumnStatisticsForPartition: operation(
    z.object({ ...ofPartition, columnStatisticsList: list }),
    (input, { catalog }) => put(ofPartitionColumns(catalog, input), input.columnStatisticsList),
  ),
  GetColumnStatisticsForPartition: operation(z.object({ ...ofPartition, columnNames: names }), (input, { catalog }) =>
    found(ofPartitionColumns(catalog, input), input.columnNames),
  ),
  DeleteColumnStatisticsForPartition: operation(z.object({ ...ofPartition, columnName: name }), (input, { catalog }) =>
    remove(ofPartitionColumns(catalog, input), input.columnName),
  ),
}
