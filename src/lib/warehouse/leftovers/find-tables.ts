import { intermediateName, type LeftoverTable } from './leftover.js'
import { type KnownTable, overlaps, ownFolder } from './locations.js'

/** A known table with its places. */
export interface PlacedTable extends KnownTable {
  locations: string[]
}

/**
 * The intermediate tables of the layers' databases, and how many are younger than `before`. A backup whose table is gone is
 * the last copy. Objects are a leftover's own where no other table has any in the same place.
 */
export function leftoverTables(
  tables: PlacedTable[],
  databases: string[],
  before: Date,
): { old: LeftoverTable[]; young: number } {
  const names = new Set(tables.map(({ database, glue }) => `${database}.${glue.Name}`))
  const intermediate = tables.flatMap(table => {
    const made = databases.includes(table.database) ? intermediateName(table.glue.Name!) : undefined
    return made === undefined ? [] : [{ table, ...made }]
  })
  const old = intermediate.filter(({ table }) => (table.glue.CreateTime ?? new Date(0)) < before)
  const leftovers = old.map(({ table, of, kind }): LeftoverTable => {
    const { database, glue } = table
    return {
      ...{ database, name: glue.Name!, glue, of },
      location: ownLocation(table, tables),
      lastCopy: kind === 'bkp' && !names.has(`${database}.${of}`),
    }
  })
  return { old: leftovers, young: intermediate.length - old.length }
}

/** Views store nothing. */
function ownLocation(table: PlacedTable, tables: PlacedTable[]): string | null {
  const location = ownFolder(table.locations[0])
  if (location === null) return null
  const shared = tables.some(other => other !== table && other.locations.some(place => overlaps(place, location)))
  return shared ? null : location
}
