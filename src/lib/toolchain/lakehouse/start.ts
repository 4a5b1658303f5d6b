import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { InterruptedError, MdwError } from '../../errors.js'
import { ExitCode } from '../../exit-codes.js'
import { withLock } from '../../project/lock.js'
import { ownVersion } from '../../project/version.js'
import type { Progress } from '../../ui/reporter.js'
import { type LaunchOptions, lakehouseMain, launch, launchedDifferently, logFile, logTail } from './launch.js'
import { findLakehouse, type Locator } from './locator.js'
import { stopLakehouse } from './stop.js'

const START_TIMEOUT_MS = 60_000

/** Starts the lakehouse, or finds the one that runs. One of another version, or of other options, is restarted. */
export async function startLakehouse(
  options: LaunchOptions,
  progress: Progress,
  signal?: AbortSignal,
): Promise<Locator> {
  const running = await current(options)
  if (running) {
    progress.skip(`already running at ${running.endpoint}`)
    return running
  }
  return withLock(
    join(options.folder, 'starting'),
    { signal, onWait: () => progress.update('waiting for another mdw') },
    async () => {
      const found = await findLakehouse(options.folder)
      if (found.health === 'running' && reasonToRestart(found.locator!, options) === undefined) return found.locator!
      if (found.health !== 'stopped') {
        const reason = found.health === 'running' ? reasonToRestart(found.locator!, options)! : 'it does not answer'
        progress.update(`restarting it: ${reason}`)
        await stopLakehouse(options.folder)
      }
      const locator = await startNew(options, progress, signal)
      const port = locator.port === options.port ? '' : ` (port ${options.port} is taken)`
      progress.result(`${locator.endpoint}${port}`)
      return locator
    },
  )
}

async function current(options: LaunchOptions): Promise<Locator | undefined> {
  const { health, locator } = await findLakehouse(options.folder)
  return health === 'running' && reasonToRestart(locator!, options) === undefined ? locator : undefined
}

function reasonToRestart(locator: Locator, options: LaunchOptions): string | undefined {
  if (locator.version !== ownVersion()) return `it is version ${locator.version}, and this is ${ownVersion()}`
  if (launchedDifferently(options)) return 'its settings have changed'
  // A clone was built again since: the version is the same, the code is not.
  const built = statSync(lakehouseMain, { throwIfNoEntry: false })?.mtimeMs ?? 0
  return built > Date.parse(locator.startedAt) ? 'mdw was built again' : undefined
}

async function startNew(options: LaunchOptions, progress: Progress, signal?: AbortSignal): Promise<Locator> {
  progress.update('starting the process')
  const launched = launch(options)
  let ended = false
  void launched.ended.then(() => {
    ended = true
  })
  const deadline = Date.now() + START_TIMEOUT_MS
  while (Date.now() < deadline) {
    const { health, locator } = await findLakehouse(options.folder)
    if (health === 'running' && locator!.pid === launched.pid) {
      launched.release()
      return locator!
    }
    if (ended) throw await didNotStart(options, `it ended with code ${await launched.ended}`)
    if (signal?.aborted) {
      process.kill(launched.pid, 'SIGTERM')
      throw new InterruptedError('Stopped while the lakehouse was starting; it was stopped too.')
    }
    await sleep(25)
  }
  process.kill(launched.pid, 'SIGTERM')
  throw await didNotStart(options, `it was not ready after ${START_TIMEOUT_MS / 1000} s`)
}

async function didNotStart(options: LaunchOptions, what: string): Promise<MdwError> {
  const tail = logTail(options.folder, 8)
  return new MdwError({
    code: 'LAKEHOUSE_NOT_STARTED',
    message: `The local lakehouse did not start: ${what}.`,
    why: tail === '' ? undefined : `The end of its log:\n${tail}`,
    actions: [
      `Read ${logFile(options.folder)} (\`mdw local logs\`).`,
      ...(existsSync(join(options.stateDir, 'catalog'))
        ? ['`mdw local reset` starts with an empty one; it asks first.']
        : []),
    ],
    exitCode: ExitCode.notReady,
  })
}
