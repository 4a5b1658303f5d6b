import { type Environment, layerDatabase } from '../../project/environment.js'
import type { RawTable } from '../../project/raw-sources.js'
import type { Progress } from '../../ui/reporter.js'
import type { AwsClients } from '../clients.js'
import { sampleState } from '../sample/state.js'
import { addPartitions, checkPartitioned } from './add-partitions.js'
import { chooseFiles } from './chosen-files.js'
import { keepReplaced, keepsVersions } from './keep-replaced.js'
import { planFiles, refuseChanged, validateFiles } from './plan.js'
import { prune, strayObjects } from './prune.js'
import { removeSampleObjects } from './sample-objects.js'
import { sendFile, stopped } from './send-file.js'
import { SentBytes } from './sent-bytes.js'
import { readStgCasts } from './stg-casts/read-casts.js'
import type { FileReport } from './validate/problem.js'

const FILES_AT_ONCE = 4

export interface UploadOptions {
  environment: Pick<Environment, 'bucket' | 'prefix'>
  clients: Pick<AwsClients, 's3' | 'glue'>
  sources: RawTable[]
  /** The dbt project, whose stg models say how columns are cast. Without it only the casts in the sources' meta count. */
  dbtFolder?: string
  /** The folder of raw files. */
  folder?: string
  /** One file for the one table of `tables`, instead of the folder. */
  file?: string
  /** What the folder or file is a copy of. */
  origin?: string
  /** Names of the tables to upload; all of them when left out. */
  tables?: string[]
  /** Values of the partition columns, joined by slashes, for files that are not in Hive's folders. */
  partition?: string
  /** Replace files that changed; the old content is kept. */
  replace?: boolean
  /** Upload files whose rows are wrong. */
  allowBad?: boolean
  /** Check and plan only. */
  dryRun?: boolean
  /** Asked before objects without a local file are deleted. Without it they stay. */
  confirmPrune?: (keys: string[]) => Promise<void>
  /** Called before anything is changed, with the keys whose content will be another. */
  onBegin?: (replaced: string[]) => void
  signal?: AbortSignal
  progress?: Progress
}

export interface UploadResult {
  /** Keys that are new. */
  added: string[]
  /** Keys whose content changed. Incremental models do not notice: the next build needs a full refresh. */
  replaced: string[]
  /** Sample files that gave way to real ones, and what was pruned. As with `replaced`, the next build needs a full refresh. */
  removed: string[]
  /** Copies of what was replaced; none where the bucket keeps versions. */
  kept: string[]
  /** Files that were uploaded although wrong. */
  bad: FileReport[]
  /** Partitions that are new in Glue. */
  partitions: number
  unchanged: number
  /** Bytes sent. */
  bytes: number
  /** Tables without a local file. */
  missing: string[]
  /** Local files and folders that belong to no table. */
  unknown: string[]
}

/** Uploads every raw file that is not there yet. All files are checked, every row of them, before the first is sent. */
export async function upload(options: UploadOptions): Promise<UploadResult> {
  const { progress, signal } = options
  const { s3, glue } = options.clients
  const { bucket } = options.environment
  const { sources, files, missing, unknown } = chooseFiles(options)

  const sample = options.file === undefined && sampleState(options.folder!).kind === 'sample'
  const planned = await planFiles(s3, bucket, files, sample, signal)
  if (!options.replace) refuseChanged(planned)
  await checkPartitioned(glue, layerDatabase(options.environment, 'raw'), files)
  const casts = readStgCasts(options.dbtFolder, sources)
  const bad = await validateFiles(planned, casts, options.allowBad ?? false, progress, signal)
  const keep = new Set(files.map(file => file.key))
  const present = sources.filter(one => !missing.includes(one.name))
  const stray = options.confirmPrune === undefined ? [] : await strayObjects(s3, bucket, present, keep)
  const wanted = planned.filter(one => one.outcome !== 'unchanged')
  const keysOf = (outcome: string) => wanted.flatMap(one => (one.outcome === outcome ? [one.file.key] : [])).sort()
  const result: UploadResult = {
    added: keysOf('added'),
    replaced: keysOf('replaced'),
    removed: stray,
    kept: [],
    bad,
    partitions: 0,
    unchanged: planned.length - wanted.length,
    bytes: wanted.reduce((sum, one) => sum + one.file.size, 0),
    missing,
    unknown,
  }
  if (options.dryRun) return result
  if (stray.length > 0) await options.confirmPrune!(stray)
  if (wanted.length + stray.length > 0) options.onBegin?.([...result.replaced, ...stray])

  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '')
  const copies = wanted.some(one => one.outcome === 'replaced') && !(await keepsVersions(s3, bucket))
  const sent = new SentBytes(
    wanted.map(one => one.file),
    progress,
  )
  await inParallel(FILES_AT_ONCE, wanted, signal, async ({ file, outcome, replacesSample, sha256 }) => {
    if (copies && outcome === 'replaced' && !replacesSample) {
      result.kept.push(await keepReplaced(s3, bucket, file, time))
    }
    const onSent = (bytes: number, before?: number) => sent.update(file, bytes, before)
    await sendFile(file, { s3, bucket, sample, sha256: await sha256(), onSent, signal })
    sent.update(file, file.size)
  })
  result.partitions = await addPartitions(glue, layerDatabase(options.environment, 'raw'), files)
  await prune(s3, bucket, stray)
  for (const table of present) result.removed.push(...(await removeSampleObjects(s3, bucket, table, keep)))
  return result
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
