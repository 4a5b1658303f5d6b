import { type BuildRequest, type BuildResult, build } from '../build/build.js'
import { holdsHollow, hollowBegins, hollowEnds, hollowGone, isHollow, refuseHollow } from '../build/hollow.js'
import { EVERYTHING, isAllChanged, isWhole } from '../build/selection.js'
import { checkBudget, warnOverspent } from '../cost/budget.js'
import type { Progress } from '../ui/reporter.js'
import type { Connection } from '../warehouse/connection.js'
import { fingerprintOf, forgetBuilt, isBuilt, rememberBuilt } from './built-record.js'
import { approveChange, type UpContext } from './context.js'
import { fullRefreshDone, needsFullRefresh } from './raw-data.js'

/** Builds, and keeps the record of the last complete build true whatever happens meanwhile. */
export async function recordedBuild(
  connection: Connection,
  request: BuildRequest,
  progress: Progress,
  signal?: AbortSignal,
): Promise<BuildResult> {
  const { project, environment } = connection
  const hollow = isHollow(request)
  refuseHollow(connection, request, progress)
  const whole = isWhole(request.selection) && !hollow
  if (request.command === 'test') return build(connection, request, progress, signal)
  const replaced = needsFullRefresh(connection)
  if (replaced && !request.fullRefresh) {
    progress.info('Raw files were replaced since the last complete build: incremental models start from nothing.')
  }
  const refilled = !hollow && holdsHollow(connection)
  if (refilled) progress.info('Tables hold a sample or no rows: incremental models start from nothing.')
  const fullRefresh = request.fullRefresh || replaced || refilled || hollow
  await checkBudget(connection, { ...request, fullRefresh }, progress, signal)
  const fingerprint = whole ? await fingerprintOf(connection) : undefined
  if (whole || hollow) forgetBuilt(project, environment)
  if (hollow) hollowBegins(connection)
  const result = await build(connection, { ...request, fullRefresh }, progress, signal)
  warnOverspent(connection, result, progress)
  if (hollow) hollowEnds(connection)
  if (fingerprint !== undefined && result.success) {
    rememberBuilt(project, environment, fingerprint, result)
    fullRefreshDone(connection)
  }
  if (replaced && isAllChanged(request.selection) && result.success) {
    progress.warn('Tables that read the replaced raw files keep their rows: --changed compares no data.', [
      'Build everything: `mdw build`',
    ])
  }
  // A build of what changed takes every such table: `rememberState` has forgotten them.
  const refill = whole || (isAllChanged(request.selection) && request.since === undefined)
  if (refilled && result.success && refill) hollowGone(connection)
  else if (refilled) progress.warn('Other tables still hold a sample or no rows.', ['Make all whole: `mdw build`'])
  return result
}

/** Builds everything, unless nothing changed since the last complete build; then there is no result. */
export async function buildIfNeeded(context: UpContext, progress: Progress): Promise<BuildResult | undefined> {
  const connection = context.connection!
  if (!context.rebuild && (await isBuilt(connection))) {
    progress.skip('nothing changed since the last build')
    return undefined
  }
  await approveChange(context, ['Every model is built and tested.'])
  return recordedBuild(connection, { command: 'build', selection: EVERYTHING }, progress, context.signal)
}
