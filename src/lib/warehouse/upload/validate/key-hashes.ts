/** A hash of some fields of a row in 53 bits, which a number holds exactly: two FNV-like hashes, mixed at the end. */
export function keyHash(bytes: Uint8Array, columns: number[], starts: Int32Array, ends: Int32Array): number {
  let low = 0x811c9dc5
  let high = 0x9e3779b9
  for (let index = 0; index < columns.length; index++) {
    const column = columns[index]!
    for (let at = starts[column]!, end = ends[column]!; at < end; at++) {
      low = Math.imul(low ^ bytes[at]!, 0x01000193)
      high = Math.imul(high, 0x85ebca6b) + bytes[at]!
    }
    // tells `1,23` from `12,3`
    low = Math.imul(low ^ 0x1f, 0x01000193)
    high = Math.imul(high ^ (high >>> 15), 0xc2b2ae35)
  }
  low = Math.imul(low ^ (low >>> 13), 0x5bd1e995)
  return (low >>> 0) * 0x200000 + ((high ^ (high >>> 16)) >>> 11)
}

/** Grows with what is added. */
export class KeyHashes {
  #hashes = new Float64Array(1024)
  #count = 0

  add(hash: number): void {
    if (this.#count === this.#hashes.length) {
      const more = new Float64Array(this.#count * 2)
      more.set(this.#hashes)
      this.#hashes = more
    }
    this.#hashes[this.#count++] = hash
  }

  all(): Float64Array {
    return this.#hashes.slice(0, this.#count)
  }
}
