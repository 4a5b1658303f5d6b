import { z } from 'zod'
import type { Table } from '../../catalog/model.js'
import { tableEntity } from '../entities.js'
import { invalidInput } from '../errors.js'
import { operation } from '../operation.js'
import { byteOrder, page } from '../paging.js'
import { catalogId, pageSize, token } from '../shapes.js'

const comparators = {
  EQUALS: (order: number) => order === 0,
  GREATER_THAN: (order: number) => order > 0,
  LESS_THAN: (order: number) => order < 0,
  GREATER_THAN_EQUALS: (order: number) => order >= 0,
  LESS_THAN_EQUALS: (order: number) => order <= 0,
}

/** What a filter or an order may name, in any case; times compare as `YYYY-MM-DD…`. */
const properties: Record<string, (table: Table) => string> = {
  databasename: table => table.databaseName,
  name: table => table.name,
  tabletype: table => table.tableType ?? '',
  description: table => table.description ?? '',
  owner: table => table.owner ?? '',
  createtime: table => table.createTime.toISOString(),
  updatetime: table => table.updateTime.toISOString(),
}

function property(name: string): (table: Table) => string {
  const read = properties[name.toLowerCase()]
  if (read) return read
  const classification = name.toLowerCase() === 'classification' ? 'classification' : undefined
  if (classification) return table => table.parameters[classification] ?? ''
  throw invalidInput(`${name} is not a property that tables can be searched by.`)
}

/** A quoted text must equal a name or description, another one be part of them, of a column, or of a parameter. */
function matches(table: Table, text: string): boolean {
  const quoted = /^"(.*)"$/.exec(text)
  const wanted = (quoted?.[1] ?? text).toLowerCase()
  const columns = [...(table.storageDescriptor?.columns ?? []), ...table.partitionKeys]
  const texts = [
    table.name,
    table.databaseName,
    table.description ?? '',
    ...columns.flatMap(column => [column.name, column.comment ?? '']),
    ...Object.values(table.parameters),
  ].map(each => each.toLowerCase())
  return texts.some(each => (quoted ? each === wanted : each.includes(wanted)))
}

export const searchOperations = {
  SearchTables: operation(
    z.object({
      ...catalogId,
      nextToken: token.optional(),
      maxResults: pageSize(1000),
      searchText: z.string().min(1).max(1024).optional(),
      filters: z
        .array(
          z.object({
            key: z.string().min(1).max(1024),
            value: z.string().min(1).max(1024),
            comparator: z
              .enum(['EQUALS', 'GREATER_THAN', 'LESS_THAN', 'GREATER_THAN_EQUALS', 'LESS_THAN_EQUALS'])
              .default('EQUALS'),
          }),
        )
        .default([]),
      sortCriteria: z
        .array(z.object({ fieldName: z.string().min(1).max(1024), sort: z.enum(['ASC', 'DESC']).default('ASC') }))
        .max(1)
        .default([]),
      resourceShareType: z.enum(['FOREIGN', 'ALL', 'FEDERATED']).optional(),
      includeStatusDetails: z.boolean().optional(),
    }),
    (input, context) => {
      const { catalog } = context
      const { searchText } = input
      const own = input.resourceShareType === undefined || input.resourceShareType === 'ALL'
      let tables = own ? catalog.databases().flatMap(database => catalog.tables(database.name)) : []
      for (const { key, value, comparator } of input.filters) {
        const read = property(key)
        tables = tables.filter(table => comparators[comparator](byteOrder(read(table), value)))
      }
      if (searchText) tables = tables.filter(table => matches(table, searchText))
      for (const { fieldName, sort } of input.sortCriteria) {
        const read = property(fieldName)
        tables.sort((a, b) => byteOrder(read(a), read(b)) * (sort === 'ASC' ? 1 : -1))
      }
      const numbered = tables.map((table, index) => ({ table, index }))
      const list = page(
        numbered,
        ({ index }) => String(index),
        input,
        1000,
        (a, b) => Number(a) - Number(b),
      )
      return { tableList: list.items.map(({ table }) => tableEntity(table, context)), nextToken: list.nextToken }
    },
  ),
}
