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

/** The end of the command, for people. */
export function renderGc(result: GcResult): string {
  const { backups, tables, prefixes, versions, young, failed } = result
  const left = young === 0 ? '' : `${plural(young, 'young one')} left alone: a build may need them (--older-than).\n`
  const versionCount = versions.reduce((sum, { versionIds }) => sum + versionIds.length, 0)
  const found = [
    ...(backups.length > 0 ? [plural(backups.length, 'backup')] : []),
    ...(tables.length > 0 ? [plural(tables.length, 'table')] : []),
    ...(prefixes.length > 0 ? [plural(prefixes.length, 'folder')] : []),
    ...(versionCount > 0 ? [plural(versionCount, 'version')] : []),
  ].join(', ')
  if (found === '') return `No leftovers.\n${left}`
  if (result.dryRun) return `Found: ${found}. Dry run: nothing was changed.\n${left}`
  const failures = failed.map(({ what, error }) => `  ${what}: ${error}\n`).join('')
  const problem = failed.length === 0 ? '' : `${plural(failed.length, 'thing')} not done:\n${failures}`
  return `Cleaned up: ${found}.\n${problem}${left}`
}
