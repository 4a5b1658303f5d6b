/**
 * The checksums that S3 clients send (`x-amz-checksum-*`), computed while bytes pass by.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 */
import { createHash } from 'node:crypto'
import * as zlib from 'node:zlib'

export type ChecksumAlgorithm = 'crc32' | 'crc32c' | 'crc64nvme' | 'sha1' | 'sha256'

export const CHECKSUM_ALGORITHMS: readonly ChecksumAlgorithm[] = ['crc32', 'crc32c', 'crc64nvme', 'sha1', 'sha256']

export interface Checksum {
  update(chunk: Uint8Array): void
  /** The big-endian value in base64, as the headers carry it. */
  digest(): string
}

export function createChecksum(algorithm: ChecksumAlgorithm): Checksum {
  switch (algorithm) {
    case 'crc32':
      return new Crc32(nativeCrc32 ?? slicingCrc32(0xedb88320))
    case 'crc32c':
      return new Crc32(slicingCrc32(0x82f63b78))
    case 'crc64nvme':
      return new Crc64Nvme()
    default: {
      const hash = createHash(algorithm)
      return {
        update: chunk => {
          hash.update(chunk)
        },
        digest: () => hash.digest('base64'),
      }
    }
  }
}

type Crc32Step = (chunk: Uint8Array, value: number) => number

// Node has it from 20.15 on.
const nativeCrc32 = (zlib as { crc32?: Crc32Step }).crc32

class Crc32 implements Checksum {
  #value = 0

  constructor(private readonly step: Crc32Step) {}

  update(chunk: Uint8Array): void {
    this.#value = this.step(chunk, this.#value)
  }

  digest(): string {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(this.#value >>> 0)
    return bytes.toString('base64')
  }
}

const steps = new Map<number, Crc32Step>()

/** CRC-32 with a reflected polynomial, eight bytes a step ("slicing-by-8"). */
function slicingCrc32(polynomial: number): Crc32Step {
  let step = steps.get(polynomial)
  if (step) return step
  const table = new Uint32Array(8 * 256)
  for (let n = 0; n < 256; n++) {
    let c = n
    for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ polynomial : c >>> 1
    table[n] = c >>> 0
  }
  for (let n = 256; n < table.length; n++) {
    const c = table[n - 256]!
    table[n] = ((c >>> 8) ^ table[c & 0xff]!) >>> 0
  }
  step = (chunk, value) => {
    let crc = ~value
    let i = 0
    for (const end = chunk.length - 7; i < end; i += 8) {
      const low = crc ^ (chunk[i]! | (chunk[i + 1]! << 8) | (chunk[i + 2]! << 16) | (chunk[i + 3]! << 24))
      crc =
        table[1792 + (low & 0xff)]! ^
        table[1536 + ((low >>> 8) & 0xff)]! ^
        table[1280 + ((low >>> 16) & 0xff)]! ^
        table[1024 + (low >>> 24)]! ^
        table[768 + chunk[i + 4]!]! ^
        table[512 + chunk[i + 5]!]! ^
        table[256 + chunk[i + 6]!]! ^
        table[chunk[i + 7]!]!
    }
    for (; i < chunk.length; i++) crc = (crc >>> 8) ^ table[(crc ^ chunk[i]!) & 0xff]!
    return ~crc >>> 0
  }
  steps.set(polynomial, step)
  return step
}

/** CRC-64/NVME (reflected polynomial 9A6C9329AC4BC9B5), kept as two 32-bit halves: BigInt is far too slow here. */
class Crc64Nvme implements Checksum {
  #low = 0xffffffff
  #high = 0xffffffff

  update(chunk: Uint8Array): void {
    const { low: tableLow, high: tableHigh } = crc64Tables()
    let low = this.#low
    let high = this.#high
    let i = 0
    for (const end = chunk.length - 7; i < end; i += 8) {
      const a = low ^ (chunk[i]! | (chunk[i + 1]! << 8) | (chunk[i + 2]! << 16) | (chunk[i + 3]! << 24))
      const b = high ^ (chunk[i + 4]! | (chunk[i + 5]! << 8) | (chunk[i + 6]! << 16) | (chunk[i + 7]! << 24))
      const t7 = 1792 + (a & 0xff)
      const t6 = 1536 + ((a >>> 8) & 0xff)
      const t5 = 1280 + ((a >>> 16) & 0xff)
      const t4 = 1024 + (a >>> 24)
      const t3 = 768 + (b & 0xff)
      const t2 = 512 + ((b >>> 8) & 0xff)
      const t1 = 256 + ((b >>> 16) & 0xff)
      const t0 = b >>> 24
      low =
        tableLow[t7]! ^
        tableLow[t6]! ^
        tableLow[t5]! ^
        tableLow[t4]! ^
        tableLow[t3]! ^
        tableLow[t2]! ^
        tableLow[t1]! ^
        tableLow[t0]!
      high =
        tableHigh[t7]! ^
        tableHigh[t6]! ^
        tableHigh[t5]! ^
        tableHigh[t4]! ^
        tableHigh[t3]! ^
        tableHigh[t2]! ^
        tableHigh[t1]! ^
        tableHigh[t0]!
    }
    for (; i < chunk.length; i++) {
      const n = (low ^ chunk[i]!) & 0xff
      low = ((low >>> 8) | (high << 24)) ^ tableLow[n]!
      high = (high >>> 8) ^ tableHigh[n]!
    }
    this.#low = low
    this.#high = high
  }

  digest(): string {
    const bytes = Buffer.alloc(8)
    bytes.writeUInt32BE(~this.#high >>> 0, 0)
    bytes.writeUInt32BE(~this.#low >>> 0, 4)
    return bytes.toString('base64')
  }
}

let tables64: { low: Uint32Array; high: Uint32Array } | undefined

function crc64Tables() {
  if (tables64) return tables64
  const low = new Uint32Array(8 * 256)
  const high = new Uint32Array(8 * 256)
  for (let n = 0; n < 256; n++) {
    let l = n
    let h = 0
    for (let k = 0; k < 8; k++) {
      const odd = l & 1
      l = ((l >>> 1) | (h << 31)) >>> 0
      h = h >>> 1
      if (odd) {
        l = (l ^ 0xac4bc9b5) >>> 0
        h = (h ^ 0x9a6c9329) >>> 0
      }
    }
    low[n] = l
    high[n] = h
  }
  for (let n = 256; n < low.length; n++) {
    const l = low[n - 256]!
    const h = high[n - 256]!
    low[n] = (((l >>> 8) | (h << 24)) ^ low[l & 0xff]!) >>> 0
    high[n] = ((h >>> 8) ^ high[l & 0xff]!) >>> 0
  }
  tables64 = { low, high }
  return tables64
}
