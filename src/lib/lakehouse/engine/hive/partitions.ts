import type { CatalogStore, Column, Table } from '../../catalog/model.js'
import type { DataFile } from './files.js'

/** A partition to read: the text of its values, NULL for Hive's default partition, and its files. */
export interface PartitionFiles {
  values: (string | null)[]
  files: DataFile[]
}

/** The folder name that stands for NULL. */
export const DEFAULT_PARTITION = '__HIVE_DEFAULT_PARTITION__'

/** Where Glue says a table's partitions are. */
export function gluePartitions(catalog: CatalogStore, table: Table): { values: (string | null)[]; location: string }[] {
  const partitions: { values: (string | null)[]; location: string }[] = []
  for (const partition of catalog.scanPartitions(table.databaseName, table.name)) {
    partitions.push({
      values: partition.values.map(value => (value === DEFAULT_PARTITION ? null : value)),
      location: partition.storageDescriptor?.location ?? partitionLocation(table, partition.values),
    })
  }
  return partitions
}

/** `<table>/a=1/b=x`, the place of a partition without a location of its own. */
export function partitionLocation(table: Table, values: string[]): string {
  const root = (table.storageDescriptor?.location ?? '').replace(/\/+$/, '')
  return `${root}/${partitionName(table.partitionKeys, values)}`
}

export function partitionName(keys: Column[], values: string[]): string {
  return keys.map((key, i) => `${escapePath(key.name)}=${escapePath(values[i] ?? '')}`).join('/')
}

/** The values of `a=1/b=x` below a table's location; undefined when the path does not have that form. */
export function partitionValues(keys: Column[], path: string): string[] | undefined {
  const segments = path.split('/')
  if (segments.length < keys.length) return undefined
  const values: string[] = []
  for (const [i, key] of keys.entries()) {
    const [name, ...rest] = segments[i]!.split('=')
    if (rest.length === 0 || unescapePath(name!).toLowerCase() !== key.name.toLowerCase()) return undefined
    values.push(unescapePath(rest.join('=')))
  }
  return values
}

// Hive's FileUtils.escapePathName.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are among those that Hive escapes.
const ESCAPED = /[\u0000-\u001f"#%'*/:=?\\\u007f{}[\]^]/g

function escapePath(text: string): string {
  return text.replace(ESCAPED, char => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)
}

function unescapePath(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
