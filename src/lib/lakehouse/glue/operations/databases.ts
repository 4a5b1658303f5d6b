import { z } from 'zod'
import { databaseEntity } from '../entities.js'
import { glueError, invalidInput, notFound, refuseMember } from '../errors.js'
import { operation } from '../operation.js'
import { page } from '../paging.js'
import { catalogId, databaseInput, name, pageSize, tags, token } from '../shapes.js'
import { putTags } from './tags.js'

/** https://docs.aws.amazon.com/general/latest/gr/glue.html */
const mostDatabases = 10_000

/** Links to other catalogs' databases. */
const linked = ['targetDatabase', 'federatedDatabase']

export const databaseOperations = {
  CreateDatabase: operation(z.object({ ...catalogId, databaseInput, tags: tags.optional() }), (input, { catalog }) => {
    refuseMember(input.databaseInput, ...linked)
    catalog.transaction(() => {
      if (catalog.databases().length >= mostDatabases) {
        const text = `Number of DATABASE resources exceeds the account limit ${mostDatabases}`
        throw glueError('ResourceNumberLimitExceededException', text)
      }
      const { name: database } = catalog.createDatabase(input.databaseInput)
      if (input.tags) putTags(catalog, { database }, input.tags)
    })
    return undefined
  }),

  GetDatabase: operation(z.object({ ...catalogId, name }), (input, context) => {
    const database = context.catalog.database(input.name)
    if (!database) throw notFound(`Database ${input.name} not found.`)
    return { database: databaseEntity(database, context) }
  }),

  GetDatabases: operation(
    z.object({
      ...catalogId,
      nextToken: token.optional(),
      maxResults: pageSize(100),
      resourceShareType: z.enum(['FOREIGN', 'ALL', 'FEDERATED']).optional(),
      attributesToGet: z.array(z.enum(['NAME', 'TARGET_DATABASE'])).optional(),
    }),
    (input, context) => {
      // Databases that others share with the account: there are none.
      const own = input.resourceShareType === undefined || input.resourceShareType === 'ALL'
      const list = page(own ? context.catalog.databases() : [], database => database.name, input, 100)
      return {
        databaseList: list.items.map(database =>
          input.attributesToGet ? { name: database.name } : databaseEntity(database, context),
        ),
        nextToken: list.nextToken,
      }
    },
  ),

  UpdateDatabase: operation(z.object({ ...catalogId, name, databaseInput }), (input, { catalog }) => {
    refuseMember(input.databaseInput, ...linked)
    if (input.databaseInput.name.toLowerCase() !== input.name.toLowerCase()) {
      throw invalidInput('Renaming a database is not supported.')
    }
    catalog.updateDatabase(input.name, input.databaseInput)
    return undefined
  }),

  DeleteDatabase: operation(z.object({ ...catalogId, name }), (input, { catalog }) => {
    catalog.deleteDatabase(input.name)
    return undefined
  }),
}
