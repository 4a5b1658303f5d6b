import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Credentials } from '../../project/environment.js'
import { isAlive } from '../../project/lock.js'

/** A lakehouse process, as its locator file describes it. */
export interface Locator {
  pid: number
  port: number
  endpoint: string
  version: string
  startedAt: string
  /** Distinguishes this process from a later one on the same port, or a stranger with its pid. */
  instance: string
}

export type Health = 'running' | 'unresponsive' | 'stopped'

export interface Found {
  health: Health
  locator?: Locator
}

/** Long: on a busy machine a healthy process may take seconds to answer, and one that is gone refuses at once. */
const HEALTH_TIMEOUT_MS = 10_000

/** Finds the lakehouse of a state folder (`.mdw/lakehouse`): by its locator, then by asking it. */
export async function findLakehouse(folder: string): Promise<Found> {
  const locator = readJson<Locator>(join(folder, 'locator.json'))
  if (locator === undefined || !isAlive(locator.pid)) return { health: 'stopped', locator }
  const health = await askHealth(locator.endpoint)
  if (health === undefined) return { health: 'unresponsive', locator }
  // Another process has the port, or the pid, of one that was killed.
  return { health: health.instance === locator.instance ? 'running' : 'stopped', locator }
}

async function askHealth(endpoint: string): Promise<{ instance: string } | undefined> {
  try {
    const response = await fetch(`${endpoint}/_mdw/health`, { signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS) })
    const health = (await response.json()) as { status?: string; instance?: string }
    return health.status === 'ready' && health.instance !== undefined ? { instance: health.instance } : undefined
  } catch {
    return undefined
  }
}

/** The project's key pair, which the lakehouse makes when it first starts. */
export function readCredentials(folder: string): Credentials | undefined {
  return readJson<Credentials>(join(folder, 'credentials.json'))
}

/** A JSON file's content; undefined when it is missing, or was left half-written by a crash. */
export function readJson<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T
  } catch {
    return undefined
  }
}
