import { z } from 'zod'
import type { Table } from '../../catalog/model.js'
import { tableEntity } from '../entities.js'
import { errorDetail, notFound } from '../errors.js'
import { requireTable } from '../lookup.js'
import { type GlueContext, operation } from '../operation.js'
import { page } from '../paging.js'
import { name, ofTable, pageSize, token } from '../shapes.js'

const versionEntity = (table: Table, context: GlueContext) => ({
  table: tableEntity(table, context),
  versionId: table.versionId,
})

const newestFirst = (a: string, b: string) => Number(b) - Number(a)

export const tableVersionOperations = {
  GetTableVersion: operation(z.object({ ...ofTable, versionId: name.optional() }), (input, context) => {
    const versions = context.catalog.tableVersions(input.databaseName, input.tableName)
    const version = versions.find(({ versionId }) => versionId === (input.versionId ?? versions[0]?.versionId))
    if (!version) throw notFound(`Version ${input.versionId} not found.`)
    return { tableVersion: versionEntity(version, context) }
  }),

  GetTableVersions: operation(
    z.object({ ...ofTable, nextToken: token.optional(), maxResults: pageSize(100) }),
    (input, context) => {
      const versions = context.catalog.tableVersions(input.databaseName, input.tableName)
      const list = page(versions, version => version.versionId, input, 100, newestFirst)
      return { tableVersions: list.items.map(version => versionEntity(version, context)), nextToken: list.nextToken }
    },
  ),

  DeleteTableVersion: operation(z.object({ ...ofTable, versionId: name }), (input, { catalog }) => {
    catalog.deleteTableVersion(input.databaseName, input.tableName, input.versionId)
    return undefined
  }),

  BatchDeleteTableVersion: operation(
    z.object({ ...ofTable, versionIds: z.array(name).max(100) }),
    (input, { catalog }) => {
      requireTable(catalog, input.databaseName, input.tableName)
      const errors = catalog.transaction(() =>
        input.versionIds.flatMap(versionId => {
          try {
            catalog.deleteTableVersion(input.databaseName, input.tableName, versionId)
            return []
          } catch (error) {
            return [{ tableName: input.tableName, versionId, errorDetail: errorDetail(error) }]
          }
        }),
      )
      return { errors }
    },
  ),
}
