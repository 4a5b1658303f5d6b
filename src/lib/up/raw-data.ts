import { join } from 'node:path'
import { withLock } from '../project/lock.js'
import { readRawSources } from '../project/raw-sources.js'
import { dropRecord, readRecord, writeRecord } from '../project/step-record.js'
import { plural } from '../ui/format.js'
import type { Progress } from '../ui/reporter.js'
import type { Connection } from '../warehouse/connection.js'
import { fetchSource, type Source } from '../warehouse/upload/fetch-source.js'
import { type UploadOptions, type UploadResult, upload } from '../warehouse/upload/upload.js'
import { forgetBuilt } from './built-record.js'
import { cleanDelivery } from './clean-delivery.js'

const refreshRecord = (environment: string) => `full-refresh-${environment}`

/** What the command line may ask for beyond the project's own folder. */
export interface UploadChoices
  extends Pick<UploadOptions, 'partition' | 'replace' | 'allowBad' | 'dryRun' | 'confirmPrune'> {
  /** A file, folder or address instead of the data folder. */
  from?: string
  /** Send a copy of that file in the form that `mdw init` gives files. */
  clean?: boolean
}

/**
 * Uploads the project's raw files. When that changed anything, the last build counts no more; when files were replaced,
 * the next build starts incremental models from nothing, for they would keep rows of the old files.
 */
export async function uploadRawData(
  { project, environment, clients }: Connection,
  tables: string[] | undefined,
  progress: Progress,
  signal?: AbortSignal,
  { from, clean, ...choices }: UploadChoices = {},
): Promise<UploadResult> {
  const { dbtFolder, dataFolder } = project
  const sources = readRawSources(dbtFolder)
  const delivered = from === undefined ? { folder: dataFolder } : await fetchSource(from, clients.s3, progress, signal)
  const source: Source = clean ? await cleanDelivery(delivered, progress, signal) : delivered
  const onBegin = (replaced: string[]) => {
    forgetBuilt(project, environment)
    if (replaced.length > 0) writeRecord(project.paths, refreshRecord(environment.name), { replaced })
  }
  const settings = { environment, clients, sources, dbtFolder, tables, progress, signal, onBegin, ...choices }
  const send = () => upload({ ...settings, ...source }).finally(() => source.remove?.())
  const result = choices.dryRun ? await send() : await alone({ project, environment }, progress, signal, send)
  if (choices.dryRun) {
    progress.result(`would be: ${describe(result)}`)
    return result
  }
  const { added, replaced, removed } = result
  if (added.length + replaced.length + removed.length === 0) {
    progress.skip(`${plural(result.unchanged, 'file')} unchanged`)
    return result
  }
  if (replaced.length + removed.length > 0) {
    writeRecord(project.paths, refreshRecord(environment.name), { replaced, removed })
  }
  progress.result(describe(result))
  return result
}

/** Two uploads at once would go on with each other's parts. */
function alone<T>(
  { project, environment }: Pick<Connection, 'project' | 'environment'>,
  progress: Progress,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const onWait = (pid?: number) =>
    progress.update(`waiting for another upload${pid === undefined ? '' : ` (process ${pid})`}`)
  return withLock(join(project.paths.state, `upload-${environment.name}.lock`), { signal, onWait }, work)
}

function describe({ added, replaced, removed, unchanged }: UploadResult): string {
  const parts = [
    [added.length, 'added'],
    [replaced.length, 'replaced'],
    [removed.length, 'removed'],
    [unchanged, 'unchanged'],
  ] as const
  return parts.flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}`])).join(', ')
}

/** Whether raw files were replaced since the last complete build. */
export function needsFullRefresh({ project, environment }: Connection): boolean {
  return readRecord(project.paths, refreshRecord(environment.name)) !== undefined
}

export function fullRefreshDone({ project, environment }: Connection): void {
  dropRecord(project.paths, refreshRecord(environment.name))
}
