import type { RawTable } from '../../../project/raw-sources.js'
import { checkHeader } from '../check-csv.js'
import { fileFailure } from '../file-failure.js'
import type { StgCast } from '../stg-casts/read-casts.js'
import { CastJudge } from './cast-judge.js'
import { findDuplicates, type KeyedFile } from './duplicate-keys.js'
import { FileTally } from './file-tally.js'
import type { CheckedFile, FileReport } from './problem.js'
import type { RowLayout } from './row-scanner.js'
import { scanFile } from './scan-file.js'

export interface TableFiles {
  table: RawTable
  /** How stg reads the columns. */
  casts: StgCast[]
  files: CheckedFile[]
  /** Files of the table that are uploaded already: their rows have keys too. */
  uploaded: CheckedFile[]
}

/**
 * Checks every row of a table's files. A wrong header throws at once, for every row would be wrong; anything else comes
 * back as a report for each file.
 */
export async function validateTable(
  { table, casts, files, uploaded }: TableFiles,
  onBytes: (file: CheckedFile, bytes: number) => void = () => {},
  signal?: AbortSignal,
): Promise<FileReport[]> {
  const byColumn = table.columns.map(({ name }) => casts.find(cast => cast.column === name))
  const layout: RowLayout = {
    csv: table.csv,
    columns: table.columns.length,
    forms: byColumn.map(cast => cast && (cast.plain ?? 'any')),
    key: (table.key ?? []).map(name => table.columns.findIndex(column => column.name === name)),
  }
  const judge = new CastJudge()
  const keyed: KeyedFile[] = []
  const scan = async (file: CheckedFile, of: RowLayout) => {
    const tally = new FileTally(file.shown, byColumn, judge)
    onBytes(file, 0)
    try {
      if (of === layout) await checkHeader(file, table)
      for await (const found of scanFile(file.path, of, signal)) {
        await tally.add(found)
        onBytes(file, found.bytes)
      }
    } catch (error) {
      throw fileFailure(error, file.shown) ?? error
    }
    return tally
  }
  try {
    for (const file of files) {
      const { keys, report } = await scan(file, layout)
      keyed.push({ ...file, keys, report })
    }
    if (table.key !== undefined) {
      const keysOnly = { ...layout, forms: layout.forms.map(() => undefined) }
      for (const file of uploaded) keyed.unshift({ ...file, keys: (await scan(file, keysOnly)).keys })
    }
  } finally {
    await judge.close()
  }
  await findDuplicates(table, layout, keyed, signal)
  return keyed.flatMap(({ report }) => report ?? [])
}
