import type { RawTable } from '../../../project/raw-sources.js'
import type { CheckedFile, FileReport, Problem } from './problem.js'
import { type RowLayout, SHOWN } from './row-scanner.js'
import { scanFile } from './scan-file.js'

export interface KeyedFile extends CheckedFile {
  keys: Float64Array[]
  /** Undefined for a file that was uploaded before: its keys count, its rows are not judged again. */
  report?: FileReport
}

/** Rows of a file that are looked up; of more, the first are shown, and the hashes counted. */
const LOOKED_UP = 1000

/**
 * Finds the rows whose key an earlier row has, in the same file or in another one of the table. Hashes tell which keys come
 * into question, a second pass over the files compares these themselves.
 */
export async function findDuplicates(table: RawTable, layout: RowLayout, files: KeyedFile[], signal?: AbortSignal) {
  const hashes = repeated(files.flatMap(({ keys }) => keys))
  if (hashes.length === 0) return
  const { counts, wanted } = laterRows(files, hashes)
  const first = new Map<string, { file: string; line: number }>()
  for (const [index, { path, shown: file, keys, report }] of files.entries()) {
    if (!keys.some(part => part.some(key => wanted.has(key)))) continue
    const problems: Problem[] = []
    let count = 0
    let lines = 0
    for await (const found of scanFile(path, { ...layout, wanted }, signal)) {
      for (const { value, line } of found.wanted) {
        const key = value.join('\x1f')
        const before = first.get(key)
        if (before === undefined) {
          first.set(key, { file, line: lines + line })
          continue
        }
        count++
        if (problems.length >= SHOWN) continue
        const place = before.file === file ? `on line ${before.line}` : `in ${before.file}:${before.line}`
        problems.push({
          ...{ kind: 'duplicate', file, line: lines + line, column: table.key!.join(', '), value: value.join(', ') },
          text: `the key is ${place} already`,
        })
      }
      lines += found.lines
    }
    if (report === undefined || count === 0) continue
    report.counts.duplicate = counts[index]! > LOOKED_UP ? counts[index]! : count
    report.first = [...report.first, ...problems].sort((a, b) => a.line - b.line).slice(0, SHOWN)
  }
}

/** How many rows of each file have a hash that an earlier row has, and the hashes of the first of them. */
function laterRows(files: KeyedFile[], hashes: Float64Array) {
  const wanted = new Set<number>()
  const seen = new Uint8Array(hashes.length)
  const counts = files.map(({ keys }) => {
    let count = 0
    for (const part of keys) {
      for (const hash of part) {
        const at = placeOf(hash, hashes)
        if (at < 0) continue
        if (seen[at] === 0) seen[at] = 1
        else if (count++ < LOOKED_UP) wanted.add(hash)
      }
    }
    return count
  })
  return { counts, wanted }
}

/** Where a number is among sorted ones; -1 where it is not. */
function placeOf(value: number, sorted: Float64Array): number {
  let low = 0
  let high = sorted.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! < value) low = middle + 1
    else high = middle
  }
  return sorted[low] === value ? low : -1
}

/** Bits for each key, few enough to stay in the processor's cache, and the most there may be (128 MiB). */
const BITS_PER_KEY = 8
const MAX_BITS = 2 ** 30

/**
 * The hashes that are there more than once, sorted. Each key sets a bit; only those whose bit was set by two are compared: to sort
 * a few of them takes a fraction of the time of sorting all.
 */
function repeated(parts: Float64Array[]): Float64Array {
  const total = parts.reduce((sum, part) => sum + part.length, 0)
  const bits = Math.min(MAX_BITS, Math.max(64, 2 ** Math.ceil(Math.log2(Math.max(1, total) * BITS_PER_KEY))))
  const mask = bits - 1
  const once = new Uint32Array(bits / 32)
  const again = new Uint32Array(bits / 32)
  for (const part of parts) {
    for (let index = 0; index < part.length; index++) {
      const at = (part[index]! >>> 0) & mask
      const bit = 1 << (at & 31)
      if ((once[at >>> 5]! & bit) === 0) once[at >>> 5]! |= bit
      else again[at >>> 5]! |= bit
    }
  }
  const some: number[] = []
  for (const part of parts) {
    for (let index = 0; index < part.length; index++) {
      const hash = part[index]!
      const at = (hash >>> 0) & mask
      if ((again[at >>> 5]! & (1 << (at & 31))) !== 0) some.push(hash)
    }
  }
  const sorted = Float64Array.from(some).sort()
  let count = 0
  for (let index = 1; index < sorted.length; index++) {
    const hash = sorted[index]!
    if (hash === sorted[index - 1] && (count === 0 || sorted[count - 1] !== hash)) sorted[count++] = hash
  }
  return sorted.slice(0, count)
}
