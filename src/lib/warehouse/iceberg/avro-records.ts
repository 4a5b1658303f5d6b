import avro from 'avsc'

// biome-ignore lint/suspicious/noExplicitAny: records are as the file's own schema has them
export type AvroRecord = Record<string, any>

/** 64-bit longs as numbers: sizes and counts fit, ids lose digits and are not read here. */
const long = avro.types.LongType.__with({
  fromBuffer: (bytes: Buffer) => Number(bytes.readBigInt64LE()),
  toBuffer: () => {
    throw new Error('Manifests are only read')
  },
  fromJSON: Number,
  toJSON: Number,
  isValid: (value: unknown) => typeof value === 'number',
  compare: (a: number, b: number) => Math.sign(a - b),
})

/**
 * The records of an Avro file, their fields named by Iceberg field id (`f104`): that is how readers find them (spec, "Column
 * Projection"), and writers differ in the names.
 */
export async function readAvroRecords(bytes: Buffer): Promise<AvroRecord[]> {
  const decoder = new avro.streams.BlockDecoder({
    parseHook: schema => avro.Type.forSchema(schema, { typeHook: byFieldId, wrapUnions: false }),
  })
  decoder.end(bytes)
  const records: AvroRecord[] = []
  for await (const record of decoder) records.push(record)
  return records
}

function byFieldId(schema: avro.Schema): avro.Type | undefined {
  // biome-ignore lint/suspicious/noExplicitAny: `field-id` is Iceberg's, avsc does not know it
  const node = schema as any
  if (node === 'long' || node.type === 'long') return long
  if (node.type !== 'record') return undefined
  for (const field of node.fields) {
    if (field['field-id'] !== undefined) field.name = `f${field['field-id']}`
  }
  return undefined
}
