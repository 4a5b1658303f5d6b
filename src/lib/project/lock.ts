import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { InterruptedError, systemCodeOf } from '../errors.js'

/** A lock folder without an owner is one that is being made; after this long its maker is taken for dead. */
const OWNERLESS_MS = 5000

export interface LockOptions {
  signal?: AbortSignal
  /** Called once, when the lock is held by another process. */
  onWait?: (pid: number | undefined) => void
}

/**
 * Runs `work` while this process alone holds the lock `folder` (made with mkdir, which is atomic everywhere). A lock
 * whose owner has died is taken over, so `kill -9` blocks nobody.
 */
export async function withLock<T>(folder: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(folder), { recursive: true })
  for (let told = false; !acquire(folder); ) {
    const owner = ownerOf(folder)
    if (abandoned(folder, owner)) {
      rmSync(folder, { recursive: true, force: true })
      continue
    }
    if (!told) options.onWait?.(owner)
    told = true
    await sleep(100)
    if (options.signal?.aborted) throw new InterruptedError('Stopped while waiting for another mdw.')
  }
  try {
    return await work()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function acquire(folder: string): boolean {
  try {
    mkdirSync(folder)
  } catch (error) {
    if (systemCodeOf(error) === 'EEXIST') return false
    throw error
  }
  writeFileSync(join(folder, 'pid'), String(process.pid))
  return true
}

function ownerOf(folder: string): number | undefined {
  try {
    return Number(readFileSync(join(folder, 'pid'), 'utf8')) || undefined
  } catch {
    return undefined
  }
}

function abandoned(folder: string, owner: number | undefined): boolean {
  if (owner !== undefined) return !isAlive(owner)
  const made = statSync(folder, { throwIfNoEntry: false })?.mtimeMs
  return made === undefined || Date.now() - made > OWNERLESS_MS
}

/** Whether a process with this id exists (perhaps another user's). */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return systemCodeOf(error) === 'EPERM'
  }
}
