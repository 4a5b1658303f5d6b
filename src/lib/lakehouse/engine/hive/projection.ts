import type { Table } from '../../catalog/model.js'
import { TrinoError } from '../../sql/trino-error.js'
import type { DataFile } from './files.js'
import type { PartitionFiles } from './partitions.js'
import { dateFormatPattern, dateRange } from './projection-dates.js'

/**
 * Partition projection: the table's properties say which partitions exist, Glue's are not asked.
 * https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html
 * As the files are at hand, a projected partition is one that has files: the listing is matched with the location template,
 * instead of counting through ranges.
 */
export function isProjected(table: Table): boolean {
  return table.parameters['projection.enabled']?.toLowerCase() === 'true'
}

interface ProjectedKey {
  name: string
  /** What the value looks like in a path, as a regular expression. */
  pattern: string
  accepts: (value: string) => boolean
}

/** The folder below which all projected partitions are. */
export function projectionRoot(table: Table): string {
  const fixed = template(table).split('${')[0]!
  return fixed.slice(0, fixed.lastIndexOf('/') + 1)
}

export function projectedPartitions(table: Table, files: DataFile[]): PartitionFiles[] {
  const keys = new Map(
    table.partitionKeys.map(key => [key.name.toLowerCase(), projectedKey(table, key.name.toLowerCase())]),
  )
  const order: string[] = []
  const pattern = template(table)
    .split(/(\$\{[^}]+\})/)
    .map(part => {
      const name = /^\$\{([^}]+)\}$/.exec(part)?.[1]?.toLowerCase()
      if (name === undefined) return escapeRegex(part)
      const key = keys.get(name)
      if (!key) throw invalid(table, `storage.location.template names ${name}, which is no partition column`)
      if (order.includes(name)) return `\\k<v${order.indexOf(name)}>`
      order.push(name)
      return `(?<v${order.length - 1}>${key.pattern})`
    })
    .join('')
  const matcher = new RegExp(`^${pattern}`)
  const found = new Map<string, PartitionFiles>()
  for (const file of files) {
    const match = matcher.exec(file.uri)
    if (!match) continue
    const values = table.partitionKeys.map(key => {
      const at = order.indexOf(key.name.toLowerCase())
      return at < 0 ? '' : decodeURIComponentSafely(match.groups![`v${at}`]!)
    })
    if (!table.partitionKeys.every((key, i) => keys.get(key.name.toLowerCase())!.accepts(values[i]!))) continue
    const id = JSON.stringify(values)
    const partition = found.get(id) ?? { values, files: [] }
    partition.files.push(file)
    found.set(id, partition)
  }
  return [...found.values()]
}

function template(table: Table): string {
  const given = table.parameters['storage.location.template']
  if (given) return given.endsWith('/') ? given : `${given}/`
  const root = (table.storageDescriptor?.location ?? '').replace(/\/+$/, '')
  return `${root}/${table.partitionKeys.map(({ name }) => `${name.toLowerCase()}=\${${name.toLowerCase()}}`).join('/')}/`
}

function projectedKey(table: Table, name: string): ProjectedKey {
  const property = (suffix: string) => table.parameters[`projection.${name}.${suffix}`]
  const type = property('type')?.toLowerCase()
  switch (type) {
    case 'enum': {
      const values = new Set((property('values') ?? '').split(',').map(value => value.trim()))
      return { name, pattern: '[^/]*', accepts: value => values.has(value) }
    }
    case 'integer': {
      const [from, to] = range(table, name).map(BigInt) as [bigint, bigint]
      const step = BigInt(property('interval') ?? 1)
      const digits = Number(property('digits') ?? 0)
      return {
        name,
        pattern: '-?[0-9]+',
        accepts: value => {
          const number = BigInt(value)
          const written = digits > 0 ? number.toString().padStart(digits, '0') : number.toString()
          return number >= from && number <= to && (number - from) % step === 0n && written === value
        },
      }
    }
    case 'date': {
      const format = property('format')
      if (!format) throw invalid(table, `projection.${name}.format is missing`)
      const inRange = dateRange(format, range(table, name) as [string, string])
      return { name, pattern: dateFormatPattern(format), accepts: inRange }
    }
    case 'injected':
      return { name, pattern: '[^/]+', accepts: () => true }
  }
  throw invalid(table, `projection.${name}.type is ${type ?? 'missing'}: enum, integer, date and injected are known`)
}

function range(table: Table, name: string): string[] {
  const parts = (table.parameters[`projection.${name}.range`] ?? '').split(',').map(part => part.trim())
  if (parts.length !== 2) throw invalid(table, `projection.${name}.range needs two values`)
  return parts
}

function invalid(table: Table, message: string): TrinoError {
  return new TrinoError('INVALID_TABLE_PROPERTY', `Table ${table.databaseName}.${table.name}: ${message}`)
}

function escapeRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
