import { plural } from '../../ui/format.js'
import type { Progress } from '../../ui/reporter.js'
import type { SchemaChange } from '../iceberg/schema-change.js'
import type { QueryResult } from '../query.js'
import { countSql, type DiffSource, sampleSql } from './diff-sql.js'
import { type RowCounts, readCounts, readSample, type SampleRow } from './results.js'

export interface RowDifferences {
  /** Names of the key's columns; empty where whole rows were compared. */
  key: string[]
  keySource: string
  different: boolean
  rows: RowCounts
  /** In how many rows each column changed, most first; columns that did not change are left out. */
  columns: { column: string; changed: number }[]
  sample: SampleRow[]
  schemaChanges: SchemaChange[]
  bytesScanned: number
}

/** Counts and samples what is different between two states; `run` runs a statement on Athena. */
export async function compareRows(
  source: DiffSource,
  sampleSize: number,
  run: (what: string, sql: string) => Promise<QueryResult>,
  changes: SchemaChange[],
  progress: Progress,
): Promise<RowDifferences> {
  const { key, keySource } = source.comparison
  const by = { key: key.map(column => column.to), keySource }
  if (source.from === source.to) {
    const rows = { added: 0, removed: 0, changed: 0, same: null, repeated: 0 }
    return { ...by, different: false, rows, columns: [], sample: [], schemaChanges: [], bytesScanned: 0 }
  }
  const counted = await run('counting', countSql(source))
  const { rows, columns } = readCounts(counted, source.comparison)
  const differences = rows.added + rows.removed + rows.changed
  const sampled = differences > 0 && sampleSize > 0 ? await run('sample', sampleSql(source, sampleSize)) : undefined
  if (rows.repeated > 0) {
    progress.warn(`${plural(rows.repeated, 'key')} not unique: of such rows only the number is compared.`, [
      'Give the columns that tell rows apart: --key a,b',
    ])
  }
  return {
    ...by,
    different: differences > 0 || rows.repeated > 0 || changes.length > 0,
    ...{ rows, columns, schemaChanges: changes },
    sample: sampled === undefined ? [] : readSample(sampled, source.comparison),
    bytesScanned: counted.bytesScanned + (sampled?.bytesScanned ?? 0),
  }
}
