import { type ObjectStore, parseS3Uri } from '../../store/object-store.js'
import type { ExecutionRecord } from '../execution.js'
import { CsvReader } from './csv.js'

export interface ResultPage {
  rows: (string | null)[][]
  /** The byte offset of the next page. */
  next?: number
}

/** One page of a result, read from its file: nothing is kept in memory between pages, and any page can be read again. */
export async function resultPage(
  objects: ObjectStore,
  execution: ExecutionRecord,
  offset: number,
  limit: number,
): Promise<ResultPage> {
  if (!execution.result || !execution.outputLocation) return { rows: [] }
  const { bucket, key } = parseS3Uri(execution.outputLocation)!
  const size = (await objects.head(bucket, key))?.size
  if (size === undefined) throw new ResultGoneError(execution.outputLocation)
  if (offset >= size) return { rows: [] }
  const { body } = await objects.stream(bucket, key, { start: offset, end: size - 1 })
  const reader = execution.result.format === 'csv' ? new CsvReader() : new TextReader()
  const rows: (string | null)[][] = []
  try {
    for await (const chunk of body) {
      for (const row of reader.push(chunk as Buffer)) {
        rows.push(row)
        if (rows.length < limit) continue
        const next = offset + reader.bytes
        return { rows, ...(next < size && { next }) }
      }
    }
    return { rows }
  } finally {
    body.destroy()
  }
}

/** Somebody deleted the results file: Athena cannot answer then either. */
export class ResultGoneError extends Error {
  constructor(location: string) {
    super(`Could not find results: ${location}`)
  }
}

class TextReader {
  *push(chunk: Buffer): Generator<(string | null)[]> {
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk])
    for (;;) {
      const end = this.rest.indexOf(0x0a)
      if (end < 0) return
      const line = this.rest.toString('utf8', 0, end)
      this.rest = this.rest.subarray(end + 1)
      this.bytes += end + 1
      yield [line]
    }
  }

  bytes = 0
  private rest: Buffer = Buffer.alloc(0)
}
