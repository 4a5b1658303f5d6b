import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { MdwError, systemCodeOf } from '../../errors.js'
import { isAlive } from '../../project/lock.js'
import type { ProjectPaths } from '../../project/paths.js'
import { runProcess } from '../process.js'
import { findLakehouse } from './locator.js'

/** Running queries get this long to end before the process is killed. Its files survive that too. */
const DRAIN_MS = 15_000

export type Stopped = 'stopped' | 'killed' | 'was not running'

/** Stops the lakehouse in order: SIGTERM, wait until it has drained, SIGKILL only after that. Data is kept. */
export async function stopLakehouse(folder: string): Promise<Stopped> {
  const { health, locator } = await findLakehouse(folder)
  const locatorFile = join(folder, 'locator.json')
  if (
    locator === undefined ||
    health === 'stopped' ||
    (health === 'unresponsive' && !(await isLakehouse(locator.pid)))
  ) {
    rmSync(locatorFile, { force: true })
    return 'was not running'
  }
  send(locator.pid, 'SIGTERM')
  const drained = await gone(locator.pid, DRAIN_MS)
  if (!drained) {
    send(locator.pid, 'SIGKILL')
    if (!(await gone(locator.pid, 5000))) {
      throw new MdwError({
        code: 'LAKEHOUSE_NOT_STOPPED',
        message: `The lakehouse (process ${locator.pid}) did not end.`,
        actions: [`End it by hand: kill -9 ${locator.pid}`],
      })
    }
  }
  rmSync(locatorFile, { force: true })
  return drained ? 'stopped' : 'killed'
}

/** Deletes what the lakehouse stores: objects, catalog, query history, and the records of finished steps. Stop it first. */
export function deleteData(paths: ProjectPaths): void {
  for (const folder of ['s3', 'catalog', 'steps']) rmSync(join(paths.state, folder), { recursive: true, force: true })
  rmSync(paths.lakehouse, { recursive: true, force: true })
}

async function gone(pid: number, milliseconds: number): Promise<boolean> {
  const deadline = Date.now() + milliseconds
  while (isAlive(pid)) {
    if (Date.now() > deadline) return false
    await sleep(25)
  }
  return true
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (systemCodeOf(error) !== 'ESRCH') throw error
  }
}

/** A process that does not answer is stopped only when it is one of ours: its pid may be a stranger's by now. */
async function isLakehouse(pid: number): Promise<boolean> {
  const { stdout } = await runProcess({ command: 'ps', args: ['-o', 'command=', '-p', String(pid)] })
  return stdout.includes(join('lakehouse', 'main.js'))
}
