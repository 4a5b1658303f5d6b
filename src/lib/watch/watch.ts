import { type FSWatcher, watch as watchPath } from 'node:fs'
import { basename } from 'node:path'
import { withBuildLock } from '../build/build-lock.js'
import { holdsHollow } from '../build/hollow.js'
import { MdwError, messageOf } from '../errors.js'
import { CONFIG_FILE } from '../project/paths.js'
import { requireDbt } from '../toolchain/dbt/require-dbt.js'
import type { Reporter } from '../ui/reporter.js'
import { quietStep, step } from '../ui/steps.js'
import { needsFullRefresh } from '../up/raw-data.js'
import type { Connection } from '../warehouse/connection.js'
import { FolderWatcher } from './folder-watcher.js'
import type { Round, WatchListener, WatchRequest } from './round.js'
import { isNoise, isSource, Saves } from './saves.js'
import { WatchSession } from './session.js'

export interface WatchResult {
  environment: string
  /** The last of them. */
  rounds: Round[]
  /** How many there were. */
  total: number
}

/** Calls at each change of a file in the folder, once for what an editor does in one save. */
function watchFile(folder: string, file: string, onChange: () => void): FSWatcher {
  let changed: NodeJS.Timeout | undefined
  return watchPath(folder, (_, name) => {
    if (name !== file) return
    clearTimeout(changed)
    changed = setTimeout(onChange, 100).unref()
  })
}

/** Rounds that are kept for the result: a day of work must not fill the memory. */
const KEPT = 100

/** Builds, tests, lints and compares what changes in the dbt project, until the signal comes. */
export async function watch(
  connection: Connection,
  request: WatchRequest,
  listener: WatchListener,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<WatchResult> {
  const { project, environment } = connection
  const saves = new Saves()
  const warn = (text: string) => reporter.emit({ type: 'message', level: 'warning', text })
  // From before the first parse, so that no save is missed.
  const watcher = new FolderWatcher(
    project.dbtFolder,
    isNoise,
    path => {
      if (isSource(path)) saves.add(path)
    },
    error => warn(messageOf(error)),
  )
  const settings = watchFile(project.paths.root, CONFIG_FILE, () =>
    warn(`${CONFIG_FILE} changed: start mdw watch again to work with it.`),
  )
  const session = new WatchSession(connection, request)
  const result: WatchResult = { environment: environment.name, rounds: [], total: 0 }
  const lock = { signal, onWait: () => reporter.emit({ type: 'message', level: 'info', text: 'Waiting for a build.' }) }
  if (needsFullRefresh(connection) || holdsHollow(connection)) {
    warn('Incremental tables hold rows of a sample, or of raw files that were replaced: `mdw build` makes them right.')
  }
  try {
    await step(reporter, 'dbt', async progress => {
      await requireDbt(project.paths.venv, progress)
      const opened = await withBuildLock(project, lock, () => session.open(progress, signal))
      if (opened instanceof MdwError) progress.warn(`${opened.message}\n${opened.why}`)
      await listener.ready(typeof opened === 'number' ? opened : null)
    })
    while (!(request.once && result.rounds.some(({ outcome }) => outcome !== 'nothing'))) {
      const save = await saves.next(signal)
      if (save === undefined) break
      // Held until the rows are compared: another build would take the replaced tables away.
      await withBuildLock(project, lock, async () => {
        const title = save.files.map(file => basename(file)).join(', ')
        const { round, finish } = await step(reporter, title, async progress => {
          const done = await session.run(result.total + 1, save, progress, signal)
          if (done.round.outcome === 'failed' || done.round.outcome === 'refused') progress.fail?.()
          return done
        })
        result.total++
        result.rounds = [...result.rounds, round].slice(-KEPT)
        await listener.result(round)
        // A newer save is worth more than the comparison with the one before.
        const newer = saves.abortAtNext(signal)
        const comparing = quietStep(reporter, 'Comparing rows', progress => finish(progress, newer))
        round.tables = await comparing.catch(error => {
          if (signal.aborted || !(error instanceof MdwError)) throw error
          warn(error.message)
          return []
        })
        await listener.compared(round)
      })
    }
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    watcher.close()
    settings.close()
    await session.close()
  }
  return result
}
