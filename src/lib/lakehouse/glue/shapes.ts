/**
 * The request shapes of Glue's data catalog, as its API model has them (lengths, patterns, required members).
 * https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-catalog.html
 * Objects drop members that the model does not know, as Glue does.
 */
import { z } from 'zod'

/** One line: no control character but the tab. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern of the API model
const singleLine = /^[^\u0000-\u0008\u000a-\u001f]*$/
/** Several lines. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern of the API model
const multiLine = /^[^\u0000-\u0008\u000b\u000c\u000e-\u001f]*$/

export const name = z.string().min(1).max(255).regex(singleLine)
export const description = z.string().max(2048).regex(multiLine)
export const uri = z.string().min(1).max(1024).regex(multiLine)
export const parameters = z.record(z.string().min(1).max(255).regex(singleLine), z.string().max(512_000))
export const tags = z.record(z.string().min(1).max(128), z.string().max(256))
export const timestamp = z.number()
export const token = z.string()
export const pageSize = (most: number) => z.number().int().min(1).max(most).optional()

export const location = z.string().max(2056).regex(multiLine)
const format = z.string().max(128).regex(singleLine)

export const catalogId = { catalogId: name.optional() }
export const inDatabase = { ...catalogId, databaseName: name }
export const ofTable = { ...inDatabase, tableName: name }
/** Governed tables, which AWS gave up, and their reads in the past: parsed so that they can be refused. */
export const transactional = { transactionId: z.string().optional(), queryAsOfTime: timestamp.optional() }

export const column = z.object({
  name,
  // Glue lets a type out; Hive and Athena cannot read such a table.
  type: z.string().max(131_072).regex(singleLine).default(''),
  comment: z.string().max(255).regex(singleLine).optional(),
  parameters: parameters.optional(),
})

export const storageDescriptor = z.object({
  columns: z.array(column).default([]),
  location: location.optional(),
  additionalLocations: z.array(location).optional(),
  inputFormat: format.optional(),
  outputFormat: format.optional(),
  compressed: z.boolean().optional(),
  numberOfBuckets: z.number().int().optional(),
  serdeInfo: z
    .object({
      name: name.optional(),
      serializationLibrary: name.optional(),
      parameters: parameters.optional(),
    })
    .optional(),
  bucketColumns: z.array(name).optional(),
  sortColumns: z.array(z.object({ column: name, sortOrder: z.number().int().min(0).max(1) })).optional(),
  parameters: parameters.optional(),
  skewedInfo: z
    .object({
      skewedColumnNames: z.array(name).optional(),
      skewedColumnValues: z.array(z.string()).optional(),
      skewedColumnValueLocationMaps: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
  storedAsSubDirectories: z.boolean().optional(),
  schemaReference: z.unknown().optional(),
})

export const databaseInput = z.object({
  name,
  description: description.optional(),
  locationUri: uri.optional(),
  parameters: parameters.optional(),
  createTableDefaultPermissions: z
    .array(
      z.object({
        principal: z.object({ dataLakePrincipalIdentifier: name.optional() }).optional(),
        permissions: z.array(z.string()).optional(),
      }),
    )
    .optional(),
  targetDatabase: z.unknown().optional(),
  federatedDatabase: z.unknown().optional(),
})

export const tableInput = z.object({
  name,
  description: description.optional(),
  owner: name.optional(),
  lastAccessTime: timestamp.optional(),
  lastAnalyzedTime: timestamp.optional(),
  retention: z.number().int().min(0).optional(),
  storageDescriptor: storageDescriptor.optional(),
  partitionKeys: z.array(column).default([]),
  viewOriginalText: z.string().max(409_600).optional(),
  viewExpandedText: z.string().max(409_600).optional(),
  tableType: z.string().max(255).optional(),
  parameters: parameters.default({}),
  targetTable: z.unknown().optional(),
  federatedTable: z.unknown().optional(),
  viewDefinition: z.unknown().optional(),
})

export const partitionValues = z.array(z.string().min(1).max(1024))

export const partitionInput = z.object({
  values: partitionValues,
  lastAccessTime: timestamp.optional(),
  lastAnalyzedTime: timestamp.optional(),
  storageDescriptor: storageDescriptor.optional(),
  parameters: parameters.optional(),
})

export const partitionIndex = z.object({ keys: z.array(name).min(1), indexName: name })
