import { z } from 'zod'
import type { CatalogStore } from '../../catalog/model.js'
import { glueError, notFound } from '../errors.js'
import { namesMatching } from '../name-pattern.js'
import { operation } from '../operation.js'
import { page } from '../paging.js'
import { catalogId, inDatabase, name, pageSize, token, uri } from '../shapes.js'

/** https://docs.aws.amazon.com/general/latest/gr/glue.html */
const mostFunctions = 100

const kind = 'function'

const functionType = z.enum(['REGULAR_FUNCTION', 'AGGREGATE_FUNCTION', 'STORED_PROCEDURE']).optional()

const functionInput = z.object({
  functionName: name,
  className: name.optional(),
  ownerName: name.optional(),
  ownerType: z.enum(['USER', 'ROLE', 'GROUP']).optional(),
  functionType,
  resourceUris: z
    .array(z.object({ resourceType: z.enum(['JAR', 'FILE', 'ARCHIVE']).optional(), uri: uri.optional() }))
    .max(1000)
    .optional(),
})

type StoredFunction = z.output<typeof functionInput> & { databaseName: string; createTime: Date }

const ofFunction = { ...inDatabase, functionName: name }

function requireFunction(catalog: CatalogStore, database: string, functionName: string): StoredFunction {
  const stored = catalog.attachment<StoredFunction>({ database }, kind, functionName.toLowerCase())
  if (!stored) throw notFound(`Function ${functionName} not found.`)
  return stored
}

export const functionOperations = {
  CreateUserDefinedFunction: operation(z.object({ ...inDatabase, functionInput }), (input, { catalog }) => {
    const owner = { database: input.databaseName }
    const functionName = input.functionInput.functionName.toLowerCase()
    catalog.transaction(() => {
      if (catalog.attachment(owner, kind, functionName)) {
        throw glueError('AlreadyExistsException', 'Function already exists.')
      }
      if (catalog.attachments(owner, kind).length >= mostFunctions) {
        const text = `Number of FUNCTION resources exceeds the limit ${mostFunctions} per DATABASE`
        throw glueError('ResourceNumberLimitExceededException', text)
      }
      const databaseName = input.databaseName.toLowerCase()
      const stored = { ...input.functionInput, functionName, databaseName, createTime: new Date() }
      catalog.putAttachment(owner, kind, functionName, stored)
    })
    return undefined
  }),

  GetUserDefinedFunction: operation(z.object(ofFunction), (input, { catalog, config }) => {
    const stored = requireFunction(catalog, input.databaseName, input.functionName)
    return { userDefinedFunction: { ...stored, catalogId: config.accountId } }
  }),

  GetUserDefinedFunctions: operation(
    z.object({
      ...catalogId,
      databaseName: name.optional(),
      pattern: name,
      functionType,
      nextToken: token.optional(),
      maxResults: pageSize(100),
    }),
    (input, { catalog, config }) => {
      const databases = input.databaseName ? [input.databaseName] : catalog.databases().map(database => database.name)
      const all = databases.flatMap(database => catalog.attachments<StoredFunction>({ database }, kind))
      const names = namesMatching(
        input.pattern,
        all.map(({ value }) => value.functionName),
      )
      const wanted = all
        .map(({ value }) => value)
        .filter(stored => names.has(stored.functionName))
        .filter(stored => !input.functionType || stored.functionType === input.functionType)
      // Database names cannot hold U+0000, so the pairs sort as they were listed.
      const list = page(wanted, stored => `${stored.databaseName}\0${stored.functionName}`, input, 100)
      return {
        userDefinedFunctions: list.items.map(stored => ({ ...stored, catalogId: config.accountId })),
        nextToken: list.nextToken,
      }
    },
  ),

  UpdateUserDefinedFunction: operation(z.object({ ...ofFunction, functionInput }), (input, { catalog }) => {
    const current = requireFunction(catalog, input.databaseName, input.functionName)
    const { functionName, databaseName, createTime } = current
    const stored = { ...input.functionInput, functionName, databaseName, createTime }
    catalog.putAttachment({ database: input.databaseName }, kind, functionName, stored)
    return undefined
  }),

  DeleteUserDefinedFunction: operation(z.object(ofFunction), (input, { catalog }) => {
    const { functionName } = requireFunction(catalog, input.databaseName, input.functionName)
    catalog.deleteAttachment({ database: input.databaseName }, kind, functionName)
    return undefined
  }),
}
