import { statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { packageRoot } from '../../../project/paths.js'
import { type RowLayout, RowScanner, type ScannedRows } from './row-scanner.js'
import { lineBlocks } from './scan-lines.js'
import { type RangeRequest, scanRange, withNewline } from './scan-range.js'

const RANGE_BYTES = 8 * 1024 * 1024
/** Less than this is scanned in the time that threads need to start and warm up. */
const THREADED_BYTES = 128 * 1024 * 1024
const MAX_WORKERS = 4
const workerMain = join(packageRoot, 'dist', 'lib', 'warehouse', 'upload', 'validate', 'scan-worker.js')

/** Scans a file piece by piece; the pieces come in order. Large files are cut into ranges, which threads scan at once. */
export async function* scanFile(
  path: string,
  layout: RowLayout,
  signal?: AbortSignal,
  threadedFrom = THREADED_BYTES,
): AsyncGenerator<ScannedRows, void> {
  const { size } = statSync(path)
  if (/\.gz$/i.test(path)) yield* scanStream(path, layout, signal)
  else yield* scanRanges(rangesOf(path, size, layout), size < threadedFrom ? 0 : availableParallelism(), signal)
}

function rangesOf(path: string, size: number, layout: RowLayout): RangeRequest[] {
  return Array.from({ length: Math.ceil(size / RANGE_BYTES) }, (_, index) => {
    const start = index * RANGE_BYTES
    const end = Math.min(size, start + RANGE_BYTES)
    return { path, start, end, layout, skipLines: start === 0 ? layout.csv.skipHeaderLines : 0 }
  })
}

/** Compressed files can only be read from the start. */
async function* scanStream(path: string, layout: RowLayout, signal?: AbortSignal): AsyncGenerator<ScannedRows, void> {
  let scanner = new RowScanner(layout, layout.csv.skipHeaderLines)
  let scanned = 0
  for await (const block of lineBlocks(path, signal)) {
    scanner.take(withNewline(block))
    scanned += block.length
    if (scanned < RANGE_BYTES) continue
    yield scanner.result()
    scanner = new RowScanner(layout, 0)
    scanned = 0
  }
  yield scanner.result()
}

async function* scanRanges(ranges: RangeRequest[], cores: number, signal?: AbortSignal) {
  const count = Math.min(MAX_WORKERS, cores)
  if (count === 0) {
    for (const range of ranges) {
      signal?.throwIfAborted()
      yield scanRange(range)
      // signals and the display have their turn
      await setImmediate()
    }
    return
  }
  const workers = Array.from({ length: count }, () => new Worker(workerMain))
  const results: Promise<ScannedRows>[] = []
  // each has the next range waiting; results are taken in turn, so that memory does not grow with the file
  const begin = () => {
    const index = results.length
    if (index === ranges.length) return
    const worker = workers[index % count]!
    const before = results[index - count]
    const result = Promise.resolve(before).then(() => answer(worker, ranges[index]!))
    result.catch(() => undefined)
    results.push(result)
  }
  try {
    for (let n = 0; n < 2 * count; n++) begin()
    for (let index = 0; index < results.length; index++) {
      signal?.throwIfAborted()
      const found = await results[index]!
      begin()
      yield found
    }
  } finally {
    await Promise.all(workers.map(worker => worker.terminate()))
  }
}

function answer(worker: Worker, range: RangeRequest): Promise<ScannedRows> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject)
    worker.once('message', ({ found, error }: { found?: ScannedRows; error?: Error }) => {
      worker.off('error', reject)
      if (found === undefined) reject(error)
      else resolve(found)
    })
    worker.postMessage(range)
  })
}
