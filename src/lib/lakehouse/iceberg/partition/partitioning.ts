import { TrinoError } from '../../sql/trino-error.js'
import type { NestedField, PartitionField } from '../metadata/model.js'
import { fieldByName } from '../metadata/schema.js'
import { type DeclaredTransform, parseTransform, takesType } from './transform.js'

type NewPartitionField = Omit<PartitionField, 'field-id'>

/** Partition fields from the texts of Trino's `partitioning` property. Errors are Trino's. */
export function partitionFields(partitioning: string[], fields: NestedField[]): NewPartitionField[] {
  return declaredFields(
    partitioning.map(text => parseTransform(text) ?? invalid(`Invalid partition field declaration: ${text}`)),
    fields,
  )
}

/** Partition fields from declarations, however they were written. */
function declaredFields(declared: DeclaredTransform[], fields: NestedField[]): NewPartitionField[] {
  const names = new Set<string>()
  return declared.map(({ column, transform, name }) => {
    const source = fieldByName({ fields }, column) ?? invalid(`Cannot find source column: ${column}`)
    if (!takesType(transform, source.type)) {
      const type = typeof source.type === 'string' ? source.type : source.type.type
      const word = transform.replace(/\[.*/, '')
      invalid(`Invalid source type ${type} for transform: ${word}`)
    }
    if (names.has(name)) invalid(`Cannot use partition name more than once: ${name}`)
    names.add(name)
    // A transformed field may not take the name of a column, an identity field must.
    if (transform !== 'identity' && fieldByName({ fields }, name))
      invalid(`Cannot create partition from name that exists in schema: ${name}`)
    return { 'source-id': source.id, transform, name }
  })
}

function invalid(reason: string): never {
  throw new TrinoError('INVALID_TABLE_PROPERTY', `Unable to parse partitioning value: ${reason}`)
}
