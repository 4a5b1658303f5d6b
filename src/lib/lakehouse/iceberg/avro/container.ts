import { randomBytes } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import avro from 'avsc'
import { fieldIdType } from './field-id-type.js'

// biome-ignore lint/suspicious/noExplicitAny: records are as the file's own schema has them
export type AvroRecord = Record<string, any>

/** An Avro object container file in memory. Fields of its records are named by Iceberg field id. */
export interface AvroFile {
  /** The file's metadata (`schema`, `partition-spec`, …); `avro.schema` among them, as text. */
  meta: Record<string, Buffer>
  type: avro.Type
  records: AvroRecord[]
}

const magic = Buffer.from('Obj\u0001', 'latin1')
const metaType = avro.Type.forSchema({ type: 'map', values: 'bytes' })
const longType = avro.Type.forSchema('long')
const syncLength = 16
const types = new Map<string, avro.Type>()

/** Reads a whole container file (Avro specification, "Object Container Files"; codecs null and deflate). */
export function readAvro(bytes: Buffer): AvroFile {
  if (!bytes.subarray(0, 4).equals(magic)) throw new Error('Not an Avro file')
  const header = metaType.decode(bytes, 4)
  const meta = header.value as Record<string, Buffer>
  const codec = meta['avro.codec']?.toString() ?? 'null'
  if (codec !== 'null' && codec !== 'deflate') throw new Error(`Avro codec ${codec} is not supported`)
  const type = typeOf(meta['avro.schema']!.toString())
  const records: AvroRecord[] = []
  let at = header.offset + syncLength
  while (at < bytes.length) {
    const count = longType.decode(bytes, at)
    const size = longType.decode(bytes, count.offset)
    const stored = bytes.subarray(size.offset, size.offset + size.value)
    const block = codec === 'deflate' ? inflateRawSync(stored) : stored
    let offset = 0
    for (let i = 0; i < count.value; i++) {
      const record = type.decode(block, offset)
      if (record.offset < 0) throw new Error('Truncated Avro file')
      records.push(record.value)
      offset = record.offset
    }
    at = size.offset + size.value + syncLength
  }
  return { meta, type, records }
}

/** Writes records under the schema and metadata of `like`. */
export function writeAvro(like: Pick<AvroFile, 'meta' | 'type'>, records: AvroRecord[]): Buffer {
  const sync = randomBytes(syncLength)
  const meta = { ...like.meta, 'avro.codec': Buffer.from('deflate') }
  const parts = [magic, metaType.toBuffer(meta), sync]
  if (records.length > 0) {
    const block = deflateRawSync(Buffer.concat(records.map(record => like.type.toBuffer(record))))
    parts.push(longType.toBuffer(records.length), longType.toBuffer(block.length), block, sync)
  }
  return Buffer.concat(parts)
}

/** The type of a schema's text; the same few schemas come again and again. */
export function typeOf(schema: string): avro.Type {
  let type = types.get(schema)
  if (!type) {
    type = fieldIdType(JSON.parse(schema))
    if (types.size > 200) types.clear()
    types.set(schema, type)
  }
  return type
}
