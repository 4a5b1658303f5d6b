import type { IcebergType, NestedField, Schema } from './model.js'

/** Every field below a type, depth first, with its full dotted name (`a.element.b`). */
export function* allFields(fields: NestedField[], prefix = ''): Generator<{ field: NestedField; path: string }> {
  for (const field of fields) {
    const path = prefix + field.name
    yield { field, path }
    yield* nestedFields(field.type, `${path}.`)
  }
}

function* nestedFields(type: IcebergType, prefix: string): Generator<{ field: NestedField; path: string }> {
  if (typeof type === 'string') return
  if (type.type === 'struct') yield* allFields(type.fields, prefix)
  else if (type.type === 'list') yield* allFields([elementField(type)], prefix)
  else yield* allFields(mapFields(type), prefix)
}

function elementField(type: Extract<IcebergType, { type: 'list' }>): NestedField {
  return { id: type['element-id'], name: 'element', required: type['element-required'], type: type.element }
}

function mapFields(type: Extract<IcebergType, { type: 'map' }>): NestedField[] {
  return [
    { id: type['key-id'], name: 'key', required: true, type: type.key },
    { id: type['value-id'], name: 'value', required: type['value-required'], type: type.value },
  ]
}

export function highestFieldId(schema: { fields: NestedField[] }): number {
  let highest = 0
  for (const { field } of allFields(schema.fields)) highest = Math.max(highest, field.id)
  return highest
}

export function fieldById(
  schema: { fields: NestedField[] },
  id: number,
): { field: NestedField; path: string } | undefined {
  for (const found of allFields(schema.fields)) if (found.field.id === id) return found
  return undefined
}

/** Top-level lookup; Athena and Glue know lower-case names only, so case does not count. */
export function fieldByName(schema: { fields: NestedField[] }, name: string): NestedField | undefined {
  const wanted = name.toLowerCase()
  return schema.fields.find(field => field.name.toLowerCase() === wanted)
}

/**
 * The same fields with new ids from `next`, level by level as the reference implementation assigns them: all fields of
 * a struct first, then what is inside them. `mapping` records old id to new id.
 */
export function assignFreshIds(
  fields: NestedField[],
  next: () => number,
  mapping = new Map<number, number>(),
): NestedField[] {
  const numbered = fields.map(field => {
    const id = next()
    mapping.set(field.id, id)
    return { ...field, id }
  })
  return numbered.map(field => ({ ...field, type: freshType(field.type, next, mapping) }))
}

function freshType(type: IcebergType, next: () => number, mapping: Map<number, number>): IcebergType {
  if (typeof type === 'string') return type
  if (type.type === 'struct') return { type: 'struct', fields: assignFreshIds(type.fields, next, mapping) }
  if (type.type === 'list') {
    const id = next()
    mapping.set(type['element-id'], id)
    return { ...type, 'element-id': id, element: freshType(type.element, next, mapping) }
  }
  const keyId = next()
  const valueId = next()
  mapping.set(type['key-id'], keyId)
  mapping.set(type['value-id'], valueId)
  return {
    ...type,
    'key-id': keyId,
    'value-id': valueId,
    key: freshType(type.key, next, mapping),
    value: freshType(type.value, next, mapping),
  }
}

/** Equal in everything but `schema-id`. */
export function sameSchema(a: Schema, b: Schema): boolean {
  const shape = (schema: Schema) =>
    JSON.stringify([normalizeFields(schema.fields), [...(schema['identifier-field-ids'] ?? [])].sort()])
  return shape(a) === shape(b)
}

function normalizeFields(fields: NestedField[]): unknown[] {
  return fields.map(field => [
    field.id,
    field.name,
    field.required,
    field.doc ?? null,
    normalizeType(field.type),
    String(field['initial-default'] ?? ''),
    String(field['write-default'] ?? ''),
  ])
}

function normalizeType(type: IcebergType): unknown {
  if (typeof type === 'string') return type.replace(/\s+/g, '')
  if (type.type === 'struct') return normalizeFields(type.fields)
  if (type.type === 'list') return ['list', type['element-id'], type['element-required'], normalizeType(type.element)]
  return [
    'map',
    type['key-id'],
    normalizeType(type.key),
    type['value-id'],
    type['value-required'],
    normalizeType(type.value),
  ]
}
