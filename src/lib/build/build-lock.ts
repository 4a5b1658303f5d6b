import { join } from 'node:path'
import { type LockOptions, withLock } from '../project/lock.js'
import type { Project } from '../project/project.js'

/** Two builds at once would share dbt's target folder, and swap the same tables. */
export function withBuildLock<T>({ paths }: Project, options: LockOptions, work: () => Promise<T>): Promise<T> {
  return withLock(join(paths.state, 'build.lock'), options, work)
}
