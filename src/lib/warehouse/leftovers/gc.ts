import { messageOf } from '../../errors.js'
import { confirmChange } from '../../ui/change-flags.js'
import { plural } from '../../ui/format.js'
import type { Progress, Reporter } from '../../ui/reporter.js'
import { step } from '../../ui/steps.js'
import type { Connection } from '../connection.js'
import { describeBackups, describeLeftovers } from './describe.js'
import { findLeftovers } from './find.js'
import type { LeftoverPrefix, Leftovers, LeftoverVersions } from './leftover.js'
import { removePrefix, removeTable, removeVersions, restoreBackup } from './remove.js'

export interface GcRequest {
  /** Younger things are left alone. */
  olderThanSeconds: number
  /** Versions of a table's definition that are kept. */
  keep: number
  dryRun: boolean
}

export interface GcResult {
  dryRun: boolean
  /** Restored and deleted; in a dry run what would be. */
  backups: { table: string; restoredAs: string }[]
  tables: string[]
  prefixes: LeftoverPrefix[]
  versions: LeftoverVersions[]
  young: number
  failed: { what: string; error: string }[]
  interrupted: boolean
}

interface Task {
  what: string
  run(): Promise<void>
}

/** Finds what builds left behind, shows it, asks, and takes it away; a backup that is the last copy gets its name back. */
export async function gc(
  connection: Connection,
  request: GcRequest,
  reporter: Reporter,
  signal?: AbortSignal,
): Promise<GcResult> {
  const { clients, environment } = connection
  const before = new Date(Date.now() - request.olderThanSeconds * 1000)
  const found = await step(reporter, 'Looking for leftovers', progress =>
    findLeftovers(clients, environment, { before, keep: request.keep }, progress),
  )
  const backups = found.tables.filter(({ lastCopy }) => lastCopy)
  const rest: Leftovers = { ...found, tables: found.tables.filter(({ lastCopy }) => !lastCopy) }
  const failed: GcResult['failed'] = []
  const consequences = describeLeftovers(rest)
  if (!request.dryRun) {
    if (backups.length > 0) {
      await confirmChange(reporter, environment, describeBackups(backups), 'Give them their names back?')
      const tasks = backups.map(table => ({
        what: tableName(table),
        run: () => restoreBackup(connection, table),
      }))
      failed.push(...(await runTasks(reporter, 'Restoring backups', tasks, signal)))
    }
    if (consequences.length > 0) {
      await confirmChange(reporter, environment, consequences, 'Delete them?')
      failed.push(...(await runTasks(reporter, 'Deleting leftovers', tasksOf(connection, rest), signal)))
    }
  }
  const undone = new Set(failed.map(({ what }) => what))
  const done = <T>(things: T[], what: (thing: T) => string) => things.filter(thing => !undone.has(what(thing)))
  return {
    dryRun: request.dryRun,
    backups: done(backups, tableName).map(table => ({
      table: tableName(table),
      restoredAs: `${table.database}.${table.of}`,
    })),
    tables: done(rest.tables, tableName).map(tableName),
    prefixes: done(rest.prefixes, ({ location }) => location),
    versions: done(rest.versions, versionsName),
    ...{ young: rest.young, failed, interrupted: signal?.aborted ?? false },
  }
}

function tableName({ database, name }: { database: string; name: string }): string {
  return `${database}.${name}`
}

function versionsName(table: { database: string; name: string }): string {
  return `versions of ${tableName(table)}`
}

function tasksOf(connection: Connection, { tables, prefixes, versions }: Leftovers): Task[] {
  return [
    ...tables.map(table => ({ what: tableName(table), run: () => removeTable(connection, table) })),
    ...prefixes.map(prefix => ({ what: prefix.location, run: () => removePrefix(connection, prefix) })),
    ...versions.map(old => ({
      what: versionsName(old),
      run: () => removeVersions(connection, old),
    })),
  ]
}

/** One after the other; what fails is reported and does not stop the rest. */
async function runTasks(
  reporter: Reporter,
  title: string,
  tasks: Task[],
  signal?: AbortSignal,
): Promise<GcResult['failed']> {
  return step(reporter, title, async (progress: Progress) => {
    const failed: GcResult['failed'] = []
    for (const [index, { what, run }] of tasks.entries()) {
      if (signal?.aborted) {
        failed.push(...tasks.slice(index).map(task => ({ what: task.what, error: 'Not reached: stopped.' })))
        break
      }
      progress.update(what, index, tasks.length)
      try {
        await run()
      } catch (error) {
        failed.push({ what, error: messageOf(error) })
        progress.warn(`${what}: ${messageOf(error)}`)
      }
    }
    progress.result(`${plural(tasks.length - failed.length, 'thing')} done`)
    return failed
  })
}
