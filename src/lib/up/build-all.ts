import { type BuildRequest, type BuildResult, build } from '../build/build.js'
import type { Progress } from '../ui/reporter.js'
import type { Connection } from '../warehouse/connection.js'
import { forgetBuilt, isBuilt, rememberBuilt } from './built-record.js'
import { fullRefreshDone, needsFullRefresh } from './raw-data.js'

/** Builds, and keeps the record of the last complete build true whatever happens meanwhile. */
export async function recordedBuild(
  connection: Connection,
  request: BuildRequest,
  progress: Progress,
  signal?: AbortSignal,
): Promise<BuildResult> {
  const { project, environment } = connection
  const { layers, select, exclude } = request.selection
  const whole = layers.length + select.length + exclude.length === 0
  if (request.command === 'test') return build(connection, request, progress, signal)
  const replaced = needsFullRefresh(connection)
  if (replaced && !request.fullRefresh) {
    progress.info('Raw files were replaced since the last complete build: incremental models start from nothing.')
  }
  if (whole) forgetBuilt(project, environment)
  const fullRefresh = request.fullRefresh || replaced
  const result = await build(connection, { ...request, fullRefresh }, progress, signal)
  if (whole && result.success) {
    rememberBuilt(project, environment, result)
    fullRefreshDone(connection)
  }
  return result
}

/** Builds everything, unless nothing changed since the last complete build; then there is no result. */
export async function buildIfNeeded(
  connection: Connection,
  rebuild: boolean,
  progress: Progress,
  signal?: AbortSignal,
): Promise<BuildResult | undefined> {
  const { project, environment, clients } = connection
  if (!rebuild && (await isBuilt(project, environment, clients))) {
    progress.skip('nothing changed since the last build')
    return undefined
  }
  const selection = { layers: [], select: [], exclude: [], upstream: false, downstream: false }
  return recordedBuild(connection, { command: 'build', selection }, progress, signal)
}
