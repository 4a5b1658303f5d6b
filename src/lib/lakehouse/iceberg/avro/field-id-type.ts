import avro from 'avsc'

/** 64-bit longs as `bigint`: snapshot ids pass 2^53. */
const long = avro.types.LongType.__with({
  fromBuffer: (bytes: Buffer) => bytes.readBigInt64LE(),
  toBuffer: (value: bigint) => {
    const bytes = Buffer.alloc(8)
    bytes.writeBigInt64LE(value)
    return bytes
  },
  fromJSON: BigInt,
  toJSON: Number,
  isValid: (value: unknown) => typeof value === 'bigint',
  compare: (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0),
})

// biome-ignore lint/suspicious/noExplicitAny: a schema in JSON is any shape until it is walked
type Json = any

/**
 * The Avro type of a file's schema, its record fields named by Iceberg's field id (`f500`): readers find fields by id (spec,
 * "Column Projection"), and a partition field's own name may be no valid Avro name. Names are not part of the encoding.
 */
export function fieldIdType(schema: Json): avro.Type {
  let records = 0
  const walk = (node: Json): Json => {
    if (Array.isArray(node)) return node.map(walk)
    if (typeof node === 'string') return node
    switch (node.type) {
      case 'record':
        return {
          type: 'record',
          name: `r${records++}`,
          fields: node.fields.map((field: Json) => ({
            name: field['field-id'] === undefined ? field.name : `f${field['field-id']}`,
            type: walk(field.type),
            ...(field.default !== undefined && { default: field.default }),
          })),
        }
      case 'array':
        return { type: 'array', items: walk(node.items) }
      case 'map':
        return { type: 'map', values: walk(node.values) }
      case 'fixed':
        return { type: 'fixed', name: `x${records++}`, size: node.size }
      default:
        // A primitive in its long form; logical types keep their stored form.
        return typeof node.type === 'object' ? walk(node.type) : node.type
    }
  }
  return avro.Type.forSchema(walk(schema), { registry: { long }, wrapUnions: false })
}
