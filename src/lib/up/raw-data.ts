import { readRawSources } from '../project/raw-sources.js'
import { dropRecord, readRecord, writeRecord } from '../project/step-record.js'
import { plural } from '../ui/format.js'
import type { Progress } from '../ui/reporter.js'
import type { Connection } from '../warehouse/connection.js'
import { type UploadResult, upload } from '../warehouse/upload/upload.js'
import { forgetBuilt } from './built-record.js'

const refreshRecord = (environment: string) => `full-refresh-${environment}`

/**
 * Uploads the project's raw files. When that changed anything, the last build counts no more; when files were replaced,
 * the next build starts incremental models from nothing, for they would keep rows of the old files.
 */
export async function uploadRawData(
  { project, environment, clients }: Connection,
  tables: string[] | undefined,
  progress: Progress,
  signal?: AbortSignal,
): Promise<UploadResult> {
  const sources = readRawSources(project.dbtFolder)
  const result = await upload({ environment, clients, sources, folder: project.dataFolder, tables, progress, signal })
  const { added, replaced, removed } = result
  if (added.length + replaced.length + removed.length === 0) {
    progress.skip(`${plural(result.unchanged, 'file')} unchanged`)
    return result
  }
  forgetBuilt(project, environment)
  if (replaced.length + removed.length > 0) {
    writeRecord(project.paths, refreshRecord(environment.name), { replaced, removed })
  }
  progress.result(describe(result))
  return result
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
