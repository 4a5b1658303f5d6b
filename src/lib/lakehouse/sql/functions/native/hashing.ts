import { createHash, createHmac } from 'node:crypto'
import { TrinoError } from '../../trino-error.js'
import type { NativeFunction } from '../native.js'

const MASK = (1n << 64n) - 1n
const rotl = (x: bigint, r: bigint) => ((x << r) | (x >> (64n - r))) & MASK
const multiply = (a: bigint, b: bigint) => (a * b) & MASK

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c >>> 0
})

function crc32(bytes: Uint8Array): bigint {
  let crc = 0xffffffff
  for (const byte of bytes) crc = CRC_TABLE[(crc ^ byte) & 0xff]! ^ (crc >>> 8)
  return BigInt((crc ^ 0xffffffff) >>> 0)
}

function bigEndian(...words: bigint[]): Uint8Array {
  const result = Buffer.alloc(words.length * 8)
  for (const [i, word] of words.entries()) result.writeBigUInt64BE(word & MASK, i * 8)
  return result
}

const P1 = 0x9e3779b185ebca87n
const P2 = 0xc2b2ae3d27d4eb4fn
const P3 = 0x165667b19e3779f9n
const P4 = 0x85ebca77c2b2ae63n
const P5 = 0x27d4eb2f165667c5n

/** xxHash64 with seed 0 (xxHash's specification), as eight big-endian bytes. */
function xxhash64(data: Uint8Array): Uint8Array {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  const length = bytes.length
  const round = (acc: bigint, lane: bigint) => multiply(rotl((acc + multiply(lane, P2)) & MASK, 31n), P1)
  const merge = (hash: bigint, acc: bigint) => (multiply(hash ^ round(0n, acc), P1) + P4) & MASK
  let at = 0
  let hash: bigint
  if (length >= 32) {
    let accumulators = [(P1 + P2) & MASK, P2, 0n, -P1 & MASK]
    for (; at + 32 <= length; at += 32) {
      accumulators = accumulators.map((acc, i) => round(acc, bytes.readBigUInt64LE(at + i * 8)))
    }
    hash = accumulators.reduce((sum, acc, i) => (sum + rotl(acc, [1n, 7n, 12n, 18n][i]!)) & MASK, 0n)
    for (const acc of accumulators) hash = merge(hash, acc)
  } else {
    hash = P5
  }
  hash = (hash + BigInt(length)) & MASK
  for (; at + 8 <= length; at += 8) {
    hash = (multiply(rotl(hash ^ round(0n, bytes.readBigUInt64LE(at)), 27n), P1) + P4) & MASK
  }
  if (at + 4 <= length) {
    hash = (multiply(rotl(hash ^ multiply(BigInt(bytes.readUInt32LE(at)), P1), 23n), P2) + P3) & MASK
    at += 4
  }
  for (; at < length; at++) hash = multiply(rotl(hash ^ multiply(BigInt(bytes[at]!), P5), 11n), P1)
  hash = multiply(hash ^ (hash >> 33n), P2)
  hash = multiply(hash ^ (hash >> 29n), P3)
  return bigEndian(hash ^ (hash >> 32n))
}

/** MurmurHash3 x64 128 with seed 0, its two words as Trino writes them: little-endian. */
function murmur3(data: Uint8Array): Uint8Array {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  const C1 = 0x87c37b91114253d5n
  const C2 = 0x4cf5ad432745937fn
  const mix1 = (k: bigint) => multiply(rotl(multiply(k, C1), 31n), C2)
  const mix2 = (k: bigint) => multiply(rotl(multiply(k, C2), 33n), C1)
  const finish = (k: bigint) => {
    let x = multiply(k ^ (k >> 33n), 0xff51afd7ed558ccdn)
    x = multiply(x ^ (x >> 33n), 0xc4ceb9fe1a85ec53n)
    return x ^ (x >> 33n)
  }
  let h1 = 0n
  let h2 = 0n
  const whole = bytes.length - (bytes.length % 16)
  for (let at = 0; at < whole; at += 16) {
    h1 = (multiply((rotl(h1 ^ mix1(bytes.readBigUInt64LE(at)), 27n) + h2) & MASK, 5n) + 0x52dce729n) & MASK
    h2 = (multiply((rotl(h2 ^ mix2(bytes.readBigUInt64LE(at + 8)), 31n) + h1) & MASK, 5n) + 0x38495ab5n) & MASK
  }
  const tail = Buffer.alloc(16)
  bytes.copy(tail, 0, whole)
  const length = BigInt(bytes.length)
  h2 ^= mix2(tail.readBigUInt64LE(8))
  h1 ^= mix1(tail.readBigUInt64LE(0))
  h1 = ((h1 ^ length) + (h2 ^ length)) & MASK
  h2 = ((h2 ^ length) + h1) & MASK
  h1 = finish(h1)
  h2 = finish(h2)
  h1 = (h1 + h2) & MASK
  h2 = (h2 + h1) & MASK
  const result = Buffer.alloc(16)
  result.writeBigUInt64LE(h1, 0)
  result.writeBigUInt64LE(h2, 8)
  return result
}

const hmac = (algorithm: string): NativeFunction => ({
  name: `t_hmac_${algorithm}`,
  args: ['varbinary', 'varbinary'],
  returns: 'varbinary',
  call: (data: Uint8Array, key: Uint8Array) => {
    if (key.length === 0) throw new TrinoError('GENERIC_INTERNAL_ERROR', 'Empty key')
    return createHmac(algorithm, key).update(data).digest()
  },
})

export const hashing: NativeFunction[] = [
  { name: 't_crc32', args: ['varbinary'], returns: 'bigint', call: crc32 },
  { name: 't_xxhash64', args: ['varbinary'], returns: 'varbinary', call: xxhash64 },
  { name: 't_murmur3', args: ['varbinary'], returns: 'varbinary', call: murmur3 },
  {
    name: 't_sha512',
    args: ['varbinary'],
    returns: 'varbinary',
    call: (data: Uint8Array) => createHash('sha512').update(data).digest(),
  },
  hmac('md5'),
  hmac('sha1'),
  hmac('sha256'),
  hmac('sha512'),
]
