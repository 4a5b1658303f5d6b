/**
 * `OpenTableFormatInput.IcebergInput` of CreateTable: Glue writes the first metadata file itself. The schema comes with
 * the request, or from the columns of `TableInput`, as Terraform's `open_table_format_input` gives it.
 */
import { z } from 'zod'
import type { IcebergType, NestedField, SortOrder } from '../iceberg/metadata/model.js'
import type { TableDefinition } from '../iceberg/metadata/new-table.js'
import { hiveType, parseHiveType } from '../iceberg/types/hive.js'
import { TrinoError } from '../sql/trino-error.js'
import { invalidInput } from './errors.js'
import { description, location, name, type tableInput } from './shapes.js'

/** An Iceberg type as the specification's Appendix C writes it. */
const icebergType: z.ZodType<IcebergType> = z.lazy(() =>
  z.union([
    z.string(),
    z.object({ type: z.literal('struct'), fields: z.array(nestedField) }),
    z.object({
      type: z.literal('list'),
      'element-id': z.number().int(),
      'element-required': z.boolean(),
      element: icebergType,
    }),
    z.object({
      type: z.literal('map'),
      'key-id': z.number().int(),
      key: icebergType,
      'value-id': z.number().int(),
      'value-required': z.boolean(),
      value: icebergType,
    }),
  ]),
)

const nestedField: z.ZodType<NestedField> = z.object({
  id: z.number().int(),
  name,
  required: z.boolean(),
  type: icebergType,
  doc: description.optional(),
})

const transform = z.string().min(1).max(64)

export const icebergInput = z.object({
  metadataOperation: z.enum(['CREATE']),
  version: z.string().default('2'),
  createIcebergTableInput: z
    .object({
      location,
      schema: z.object({
        identifierFieldIds: z.array(z.number().int()).optional(),
        fields: z.array(nestedField).min(1),
      }),
      partitionSpec: z
        .object({ fields: z.array(z.object({ sourceId: z.number().int(), transform, name })) })
        .optional(),
      writeOrder: z
        .object({
          fields: z.array(
            z.object({
              sourceId: z.number().int(),
              transform,
              direction: z.enum(['asc', 'desc']),
              nullOrder: z.enum(['nulls-first', 'nulls-last']),
            }),
          ),
        })
        .optional(),
      properties: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
})

export type IcebergInput = z.output<typeof icebergInput>

/** The table to create; the errors are those of a wrong request. */
export function tableDefinition(input: IcebergInput, table: z.output<typeof tableInput> | undefined): TableDefinition {
  if (input.version !== '2') throw invalidInput(`Iceberg table version ${input.version} is not supported.`)
  // Glue's own words: partition transforms go into CreateIcebergTableInput, Hive's partition keys are refused.
  if (table?.partitionKeys.length) throw invalidInput('Cannot create partitions in an iceberg table')
  return input.createIcebergTableInput ? described(input.createIcebergTableInput) : fromColumns(table)
}

function described(input: NonNullable<IcebergInput['createIcebergTableInput']>): TableDefinition {
  for (const field of input.schema.fields) readable(() => hiveType(field.type))
  return {
    location: input.location,
    fields: input.schema.fields,
    identifierFieldIds: input.schema.identifierFieldIds,
    spec: input.partitionSpec && {
      fields: input.partitionSpec.fields.map(field => ({
        'source-id': field.sourceId,
        transform: field.transform,
        name: field.name,
      })),
    },
    sortOrder: input.writeOrder && {
      fields: input.writeOrder.fields.map(field => ({
        'source-id': field.sourceId,
        transform: field.transform,
        direction: field.direction,
        'null-order': field.nullOrder,
      })) as SortOrder['fields'],
    },
    properties: input.properties,
  }
}

function fromColumns(table: z.output<typeof tableInput> | undefined): TableDefinition {
  const storage = table?.storageDescriptor
  if (!table || !storage?.location || storage.columns.length === 0) {
    throw invalidInput('An Iceberg table needs a location and columns in its StorageDescriptor.')
  }
  let lastId = 0
  const nextId = () => ++lastId
  const fields = storage.columns.map(column => ({
    id: nextId(),
    name: column.name,
    required: false,
    type: readable(() => parseHiveType(column.type, nextId)),
    doc: column.comment || undefined,
  }))
  return { location: storage.location, fields, properties: table.parameters }
}

function readable<Result>(read: () => Result): Result {
  try {
    return read()
  } catch (error) {
    if (error instanceof TrinoError) throw invalidInput(error.message)
    throw error
  }
}
