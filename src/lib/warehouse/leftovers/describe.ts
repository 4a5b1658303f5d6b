import { formatBytes, plural } from '../../ui/format.js'
import type { GcResult } from './gc.js'
import type { Leftovers, LeftoverTable } from './leftover.js'

const SHOWN = 20

/** What would be deleted; nothing where there is nothing. */
export function describeLeftovers({ tables, prefixes, versions }: Leftovers): string[] {
  const bytes = prefixes.reduce((sum, prefix) => sum + prefix.bytes, 0)
  const old = versions.reduce((sum, { versionIds }) => sum + versionIds.length, 0)
  return [
    ...section(`${plural(tables.length, 'intermediate table')} of dbt:`, tables, ({ database, name, location }) =>
      location === null ? `${database}.${name}` : `${database}.${name}, with ${location}`,
    ),
    ...section(
      `${plural(prefixes.length, 'folder')} without a table, ${formatBytes(bytes)}:`,
      prefixes,
      prefix => `${prefix.location}  ${plural(prefix.objects, 'object')}, ${formatBytes(prefix.bytes)}`,
    ),
    ...section(
      `${plural(old, 'old version')} of table definitions:`,
      versions,
      ({ database, name, versionIds }) => `${database}.${name}  ${plural(versionIds.length, 'version')}`,
    ),
  ]
}

/** What would get its name back. */
export function describeBackups(tables: LeftoverTable[]): string[] {
  return section(
    'Backups whose table is gone. They are its last copy:',
    tables,
    ({ database, name, of }) => `${database}.${name} becomes ${database}.${of} again`,
  )
}

function section<T>(title: string, items: T[], line: (item: T) => string): string[] {
  if (items.length === 0) return []
  const more = items.length > SHOWN ? [`  and ${items.length - SHOWN} more`] : []
  return [title, ...items.slice(0, SHOWN).map(item => `  ${line(item)}`), ...more]
}

/** The end of the command, for people: what was done, thing by thing. */
export function renderGc(result: GcResult): string {
  const { dryRun, young, failed } = result
  const left = young === 0 ? '' : `${plural(young, 'young one')} left alone: a build may need them (--older-than).\n`
  const lines = [
    ...result.backups.map(({ table, restoredAs }) => `${table} ${dryRun ? 'would become' : 'became'} ${restoredAs}`),
    ...result.tables.map(table => `${table} ${dryRun ? 'would be' : 'was'} deleted`),
    ...result.prefixes.map(
      ({ location, bytes }) => `${location} (${formatBytes(bytes)}) ${dryRun ? 'would be' : 'was'} deleted`,
    ),
    ...result.versions.map(
      ({ database, name, versionIds }) =>
        `${plural(versionIds.length, 'old version')} of ${database}.${name} ${dryRun ? 'would be' : 'were'} deleted`,
    ),
  ]
  if (lines.length === 0 && failed.length === 0) return `No leftovers.\n${left}`
  const failures = failed.map(({ what, error }) => `${what} was left: ${error}`)
  return (
    [...lines, ...failures, ...(dryRun ? ['Dry run: nothing was changed.'] : [])].map(line => `${line}\n`).join('') +
    left
  )
}
