import type { Table } from '@aws-sdk/client-glue'

/** A table that a build made for itself and did not take away again. */
export interface LeftoverTable {
  database: string
  name: string
  glue: Table
  /** The table that it was made for. */
  of: string
  /** Its objects; null where other tables' objects are there too, or nothing is stored. */
  location: string | null
  /** Set where the table that it backs up is gone: then it is the last copy. */
  lastCopy: boolean
}

/** Objects in the place of a table's build that no table in Glue has. */
export interface LeftoverPrefix {
  location: string
  objects: number
  bytes: number
}

/** Old versions of a table's definition. */
export interface LeftoverVersions {
  database: string
  name: string
  versionIds: string[]
}

export interface Leftovers {
  tables: LeftoverTable[]
  prefixes: LeftoverPrefix[]
  versions: LeftoverVersions[]
  /** What was left alone because it is younger than the given age: a build may be working with it. */
  young: number
}

/**
 * Names that dbt-athena gives to its own tables: `__dbt_tmp` and its variants (the new rows of a merge, a snapshot, a seed),
 * `__ha` and `__bkp` (the new and the old table while they are swapped), `__tmp_not_partitioned` (rows of a batched build).
 */
const NAME = /^(.+?)__(dbt_tmp(?:_\w+)?|bkp|ha|tmp_not_partitioned)$/

/** What an intermediate name is made of; undefined for other names. */
export function intermediateName(name: string): { of: string; kind: string } | undefined {
  const match = NAME.exec(name)
  return match === null ? undefined : { of: match[1]!, kind: match[2]! }
}
