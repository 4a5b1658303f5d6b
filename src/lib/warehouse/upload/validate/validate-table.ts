import { relative } from 'node:path'
import type { RawTable } from '../../../project/raw-sources.js'
import { checkHeader } from '../check-csv.js'
import type { StgCast } from '../stg-casts/read-casts.js'
import { CastJudge } from './cast-judge.js'
import { findDuplicates, type KeyedFile } from './duplicate-keys.js'
import { FileTally } from './file-tally.js'
import type { FileReport } from './problem.js'
import type { RowLayout } from './row-scanner.js'
import { scanFile } from './scan-file.js'

export interface TableFiles {
  table: RawTable
  /** How stg reads the columns. */
  casts: StgCast[]
  /** Paths of the files to check. */
  paths: string[]
  /** Files of the table that are uploaded already: their rows have keys too. */
  uploaded: string[]
}

/**
 * Checks every row of a table's files. A wrong header throws at once, for every row would be wrong; anything else comes
 * back as a report for each file.
 */
export async function validateTable(
  { table, casts, paths, uploaded }: TableFiles,
  onFile: (path: string) => void = () => {},
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
  const files: KeyedFile[] = []
  try {
    if (table.key !== undefined) {
      for (const path of uploaded) files.push({ path, keys: await keysOf(path, layout, judge, onFile, signal) })
    }
    for (const path of paths) {
      onFile(path)
      await checkHeader(path, table)
      const tally = new FileTally(relative(process.cwd(), path), byColumn, judge)
      for await (const found of scanFile(path, layout, signal)) await tally.add(found)
      files.push({ path, keys: tally.keys, report: tally.report })
    }
  } finally {
    await judge.close()
  }
  await findDuplicates(table, layout, files, signal)
  return files.flatMap(({ report }) => report ?? [])
}

async function keysOf(
  path: string,
  layout: RowLayout,
  judge: CastJudge,
  onFile: (path: string) => void,
  signal?: AbortSignal,
): Promise<Float64Array[]> {
  onFile(path)
  const tally = new FileTally(path, [], judge)
  for await (const found of scanFile(path, { ...layout, forms: layout.forms.map(() => undefined) }, signal)) {
    await tally.add(found)
  }
  return tally.keys
}
