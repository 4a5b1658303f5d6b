import { MdwError } from '../../errors.js'
import { ExitCode } from '../../exit-codes.js'
import type { Environment } from '../../project/environment.js'
import type { RawTable } from '../../project/raw-sources.js'
import type { Progress } from '../../ui/reporter.js'
import type { AwsClients } from '../clients.js'
import { sampleState } from '../sample/state.js'
import { checkCsv } from './check-csv.js'
import { findLocalFiles, type LocalFile } from './local-files.js'
import { removeSampleObjects } from './sample-objects.js'
import { sendFile, stopped } from './send-file.js'

const FILES_AT_ONCE = 4

export interface UploadOptions {
  environment: Pick<Environment, 'bucket'>
  clients: Pick<AwsClients, 's3'>
  sources: RawTable[]
  /** The folder of raw files. */
  folder: string
  /** Names of the tables to upload; all of them when left out. */
  tables?: string[]
  signal?: AbortSignal
  progress?: Progress
}

export interface UploadResult {
  /** Keys that are new. */
  added: string[]
  /** Keys whose content changed. Incremental models do not notice: the next build needs a full refresh. */
  replaced: string[]
  /** Sample files that gave way to real ones. As with `replaced`, the next build needs a full refresh. */
  removed: string[]
  unchanged: number
  /** Bytes sent. */
  bytes: number
  /** Tables without a local file. */
  missing: string[]
  /** Local files and folders that belong to no table. */
  unknown: string[]
}

/** Uploads every raw file that is not there yet. All files are checked before the first is sent. */
export async function upload(options: UploadOptions): Promise<UploadResult> {
  const { folder, signal } = options
  const { s3 } = options.clients
  const { bucket } = options.environment
  const sources = selectTables(options.sources, options.tables)
  const { files, missing, unknown } = findLocalFiles(folder, sources, options.sources)
  if (files.length === 0) throw nothingToUpload(folder, sources)
  warnOfGaps(folder, missing, unknown, options.progress)
  for (const file of files) await checkCsv(file.path, file.table)

  const sample = sampleState(folder).kind === 'sample'
  const result: UploadResult = { added: [], replaced: [], removed: [], unchanged: 0, bytes: 0, missing, unknown }
  const sent = new SentBytes(files, options.progress)
  await inParallel(FILES_AT_ONCE, files, signal, async file => {
    const onSent = (bytes: number) => sent.update(file, bytes)
    const outcome = await sendFile(file, { s3, bucket, sample, onSent, signal })
    sent.update(file, file.size)
    if (outcome === 'unchanged') result.unchanged++
    else {
      result[outcome].push(file.key)
      result.bytes += file.size
    }
  })
  result.added.sort()
  result.replaced.sort()
  const keep = new Set(files.map(file => file.key))
  for (const table of sources.filter(one => !missing.includes(one.name))) {
    result.removed.push(...(await removeSampleObjects(s3, bucket, table, keep)))
  }
  return result
}

function warnOfGaps(folder: string, missing: string[], unknown: string[], progress: Progress | undefined): void {
  if (missing.length > 0)
    progress?.warn(`No file in ${folder} for ${missing.join(', ')}: what was uploaded before stays.`)
  if (unknown.length > 0) progress?.warn(`Not uploaded, because no raw table has that name: ${unknown.join(', ')}.`)
}

function selectTables(sources: RawTable[], names: string[] | undefined): RawTable[] {
  if (names === undefined) return sources
  return names.map(name => {
    const found = sources.find(table => table.name === name.toLowerCase())
    if (found !== undefined) return found
    throw new MdwError({
      code: 'UNKNOWN_RAW_TABLE',
      message: `There is no raw table ${name}.`,
      why: `The raw tables are ${sources.map(table => table.name).join(', ')}.`,
      exitCode: ExitCode.usage,
    })
  })
}

/** Works through `items`, some at once. After a failure or an abort nothing new is begun. */
async function inParallel<T>(
  workers: number,
  items: T[],
  signal: AbortSignal | undefined,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items]
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      if (signal?.aborted) throw stopped()
      try {
        await work(item)
      } catch (error) {
        queue.length = 0
        throw signal?.aborted ? stopped() : error
      }
    }
  }
  const outcomes = await Promise.allSettled(Array.from({ length: workers }, worker))
  const rejected = outcomes.find(outcome => outcome.status === 'rejected')
  if (rejected !== undefined) throw rejected.reason
}

/** Adds up what the parallel uploads have sent. */
class SentBytes {
  private readonly byKey = new Map<string, number>()
  private readonly total: number

  constructor(
    files: LocalFile[],
    private readonly progress: Progress | undefined,
  ) {
    this.total = files.reduce((sum, file) => sum + file.size, 0)
  }

  update(file: LocalFile, bytes: number): void {
    this.byKey.set(file.key, bytes)
    let done = 0
    for (const part of this.byKey.values()) done += part
    this.progress?.update(file.key, done, this.total)
  }
}

function nothingToUpload(folder: string, tables: RawTable[]): MdwError {
  return new MdwError({
    code: 'NO_RAW_FILES',
    message: `There is no raw file in ${folder}.`,
    why: `Expected ${tables.map(table => `${table.name}.csv`).join(', ')}, or a folder of CSV files for a table.`,
    actions: ['Make a sample: `mdw sample`', 'Or put your own files there, or name their folder in mdw.yml (data:).'],
  })
}
