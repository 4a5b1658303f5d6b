import { relative } from 'node:path'
import type { RawTable } from '../../../project/raw-sources.js'
import { checkHeader } from '../check-csv.js'
import { judgeValues } from './judge-values.js'
import { locateProblems } from './locate-problems.js'
import type { FileReport } from './problem.js'
import { scanLines } from './scan-lines.js'

/**
 * Checks every row of a file against its table. A wrong header throws at once, for every row would be wrong; anything
 * else comes back as a report. DuckDB skips blank lines and reads line breaks inside quotes, which Athena does not: the
 * count of lines tells.
 */
export async function validateFile(path: string, table: RawTable): Promise<FileReport> {
  await checkHeader(path, table)
  const file = relative(process.cwd(), path)
  const [verdict, { lines, utf8 }] = await Promise.all([judgeValues(path, table), scanLines(path)])
  const clean = verdict.casts.length === 0 && verdict.duplicates.count === 0
  const complete = verdict.rows === Math.max(0, lines - table.csv.skipHeaderLines)
  if (clean && complete && utf8) return { file, rows: verdict.rows, first: [], counts: {} }
  return locateProblems(path, file, table, verdict)
}
