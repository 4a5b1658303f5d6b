import type { NativeFunction } from '../native.js'

const MASK = (1n << 64n) - 1n
const MARK = 0xdeadbeefdeadbeefn
const rotl = (x: bigint, r: number) => ((x << BigInt(r)) | (x >> BigInt(64 - r))) & MASK

// SpookyHash V2 (Bob Jenkins): the rotations of its short mix, short end, long mix and long end.
const SHORT_MIX = [50, 52, 30, 41, 54, 48, 38, 37, 62, 34, 5, 36]
const SHORT_END = [15, 52, 26, 51, 28, 9, 47, 54, 32, 25, 63]
const MIX = [11, 32, 43, 31, 17, 28, 39, 57, 55, 54, 22, 46]
const END = [44, 15, 34, 21, 38, 33, 10, 13, 38, 53, 42, 54]

function shortHash(bytes: Buffer): bigint {
  const length = bytes.length
  const h: bigint[] = [0n, 0n, MARK, MARK]
  const mix = () => {
    for (const [i, r] of SHORT_MIX.entries()) {
      const [a, b, c] = [(i + 2) % 4, (i + 3) % 4, i % 4]
      h[a] = (rotl(h[a]!, r) + h[b]!) & MASK
      h[c]! ^= h[a]!
    }
  }
  let at = 0
  let rest = length % 32
  if (length > 15) {
    for (; at + 32 <= length; at += 32) {
      h[2] = (h[2]! + bytes.readBigUInt64LE(at)) & MASK
      h[3] = (h[3]! + bytes.readBigUInt64LE(at + 8)) & MASK
      mix()
      h[0] = (h[0]! + bytes.readBigUInt64LE(at + 16)) & MASK
      h[1] = (h[1]! + bytes.readBigUInt64LE(at + 24)) & MASK
    }
    if (rest >= 16) {
      h[2] = (h[2]! + bytes.readBigUInt64LE(at)) & MASK
      h[3] = (h[3]! + bytes.readBigUInt64LE(at + 8)) & MASK
      mix()
      at += 16
      rest -= 16
    }
  }
  h[3] = (h[3]! + (BigInt(length) << 56n)) & MASK
  if (rest === 0) {
    h[2] = (h[2]! + MARK) & MASK
    h[3] = (h[3]! + MARK) & MASK
  } else {
    const tail = Buffer.alloc(16)
    bytes.copy(tail, 0, at)
    h[2] = (h[2]! + tail.readBigUInt64LE(0)) & MASK
    h[3] = (h[3]! + tail.readBigUInt64LE(8)) & MASK
  }
  for (const [i, r] of SHORT_END.entries()) {
    const [a, b] = [(i + 3) % 4, (i + 2) % 4]
    h[a]! ^= h[b]!
    h[b] = rotl(h[b]!, r)
    h[a] = (h[a]! + h[b]!) & MASK
  }
  return h[0]!
}

function longHash(bytes: Buffer): bigint {
  const h: bigint[] = Array.from({ length: 12 }, (_, i) => (i % 3 === 2 ? MARK : 0n))
  let at = 0
  for (; at + 96 <= bytes.length; at += 96) {
    for (const [i, r] of MIX.entries()) {
      h[i] = (h[i]! + bytes.readBigUInt64LE(at + i * 8)) & MASK
      h[(i + 2) % 12]! ^= h[(i + 10) % 12]!
      h[(i + 11) % 12]! ^= h[i]!
      h[i] = rotl(h[i]!, r)
      h[(i + 11) % 12] = (h[(i + 11) % 12]! + h[(i + 1) % 12]!) & MASK
    }
  }
  const tail = Buffer.alloc(96)
  bytes.copy(tail, 0, at)
  tail[95] = bytes.length - at
  for (let i = 0; i < 12; i++) h[i] = (h[i]! + tail.readBigUInt64LE(i * 8)) & MASK
  for (let round = 0; round < 3; round++) {
    for (const [i, r] of END.entries()) {
      const [a, b, c] = [(i + 11) % 12, (i + 1) % 12, (i + 2) % 12]
      h[a] = (h[a]! + h[b]!) & MASK
      h[c]! ^= h[a]!
      h[b] = rotl(h[b]!, r)
    }
  }
  return h[0]!
}

function spooky(data: Uint8Array): bigint {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  return bytes.length < 192 ? shortHash(bytes) : longHash(bytes)
}

/** `spooky_hash_v2_32` and `_64`: the first bytes of the hash, big-endian. */
export const spookyHashes: NativeFunction[] = [4, 8].map(size => ({
  name: `t_spooky_hash_v2_${size * 8}`,
  args: ['varbinary'],
  returns: 'varbinary',
  call: (data: Uint8Array) => {
    const result = Buffer.alloc(8)
    result.writeBigUInt64BE(spooky(data))
    return result.subarray(8 - size)
  },
}))
