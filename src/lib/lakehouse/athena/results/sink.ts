import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import type { OutputColumn } from '../../sql/translate.js'
import { type ObjectStore, parseS3Uri } from '../../store/object-store.js'
import type { ColumnInfo, StoredResult } from '../execution.js'
import { queryColumn, textColumn } from './columns.js'
import { csvLine } from './csv.js'
import { metadataFile } from './metadata-file.js'

/** Results up to this size are put from memory; larger ones go through a file. */
const memoryBytes = 1024 * 1024

/** Where one statement leaves its result: files in the result location, as Athena names them. */
export class ResultSink {
  stored: StoredResult | undefined
  rows = 0
  bytes = 0

  constructor(
    private readonly objects: ObjectStore,
    private readonly scratchDir: string,
    private readonly queryId: string,
    /** `s3://bucket/prefix/`. */
    readonly location: string,
  ) {}

  /** The uri of a file of this statement: `<location><id><suffix>`. */
  uri(suffix: string): string {
    return `${this.location}${this.queryId}${suffix}`
  }

  /** A query's result: `<id>.csv` and `<id>.csv.metadata`. */
  async writeRows(columns: OutputColumn[], batches: AsyncIterable<(string | null)[][]>): Promise<void> {
    const infos = columns.map(queryColumn)
    const header = csvLine(infos.map(({ Name }) => Name))
    await Promise.all([
      this.writeLines('.csv', header, this.lines(batches)),
      this.writeMetadata('.csv.metadata', infos),
    ])
    this.stored = { format: 'csv', columns: infos }
  }

  /** What a DDL or utility statement prints: `<id>.txt`. */
  async writeText(columns: string[], lines: string[]): Promise<void> {
    const infos = columns.map(textColumn)
    this.rows = lines.length
    const text = lines.map(line => `${line}\n`).join('')
    await Promise.all([this.put('.txt', Buffer.from(text)), this.writeMetadata('.txt.metadata', infos)])
    this.stored = { format: 'text', columns: infos }
  }

  async put(suffix: string, bytes: Buffer | string): Promise<void> {
    const { bucket, key } = this.place(suffix)
    await this.objects.put(bucket, key, bytes, { contentType: 'application/octet-stream' })
    if (!suffix.endsWith('.metadata')) this.bytes = Buffer.byteLength(bytes)
  }

  private writeMetadata(suffix: string, columns: ColumnInfo[]): Promise<void> {
    return this.put(suffix, metadataFile(this.queryId, columns))
  }

  private async *lines(batches: AsyncIterable<(string | null)[][]>): AsyncGenerator<string> {
    for await (const batch of batches) {
      this.rows += batch.length
      let text = ''
      for (const row of batch) text += csvLine(row)
      yield text
    }
  }

  private async writeLines(suffix: string, header: string, lines: AsyncIterable<string>): Promise<void> {
    let text = header
    const source = lines[Symbol.asyncIterator]()
    while (text.length < memoryBytes) {
      const { value, done } = await source.next()
      if (done) return this.put(suffix, Buffer.from(text))
      text += value
    }
    await mkdir(this.scratchDir, { recursive: true })
    const file = join(this.scratchDir, `${this.queryId}${suffix}`)
    const stream = createWriteStream(file)
    const closed = finished(stream)
    try {
      for (let next = text as string | undefined; next !== undefined; ) {
        if (!stream.write(next)) await Promise.race([once(stream, 'drain'), closed])
        const { value, done } = await source.next()
        next = done ? undefined : value
      }
      stream.end()
      await closed
      const { bucket, key } = this.place(suffix)
      const info = await this.objects.adopt(bucket, key, file, { contentType: 'application/octet-stream' })
      this.bytes = info.size
    } catch (error) {
      stream.destroy()
      await closed.catch(() => undefined)
      await source.return?.()
      await rm(file, { force: true })
      throw error
    }
  }

  private place(suffix: string): { bucket: string; key: string } {
    return parseS3Uri(this.uri(suffix))!
  }
}
