import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { NamedEnvironment, Project } from '../../project/project.js'
import { confirmChange } from '../../ui/change-flags.js'
import { formatBytes } from '../../ui/format.js'
import type { Reporter } from '../../ui/reporter.js'
import { step } from '../../ui/steps.js'
import { deleteData, stopLakehouse } from './stop.js'

export interface Purged {
  /** Absolute folders that were deleted, or would be. */
  deleted: string[]
  bytes: number
}

/** Deletes everything that the lakehouse stores, after asking. A dry run only says so. */
export async function purge(
  { paths, config }: Project,
  named: NamedEnvironment,
  reporter: Reporter,
  dryRun: boolean,
): Promise<Purged> {
  const deleted = [join(paths.state, 's3'), join(paths.state, 'catalog'), paths.lakehouse, join(paths.state, 'steps')]
  const bytes = deleted.reduce((sum, folder) => sum + sizeOf(folder), 0)
  const consequences = [
    `This deletes every table and object of the local lakehouse (${formatBytes(bytes)}):`,
    ...deleted.map(folder => `  ${folder}`),
  ]
  if (dryRun) {
    for (const text of consequences) reporter.emit({ type: 'message', level: 'info', text })
    reporter.emit({ type: 'message', level: 'info', text: 'Dry run: nothing was deleted.' })
    return { deleted, bytes }
  }
  // The local environments of a project share one lakehouse: a protected one guards it, whichever was named.
  const sharing = Object.entries(config.environments).map(([name, config]) => ({ name, config }))
  const guard = [named, ...sharing].find(each => each.config.kind === 'local' && each.config.protected) ?? named
  const { name } = guard
  await confirmChange(reporter, { name, protected: guard.config.protected }, consequences, 'Delete it?')
  await step(reporter, 'Deleting the local lakehouse’s data', async progress => {
    await stopLakehouse(paths.lakehouse)
    deleteData(paths)
    progress.result(formatBytes(bytes))
  })
  return { deleted, bytes }
}

function sizeOf(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return 0
  // Catalog files are sparse: what they occupy is what is won.
  if (!stat.isDirectory()) return Math.min(stat.size, stat.blocks * 512)
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0)
}
