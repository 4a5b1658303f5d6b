import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { InterruptedError, MdwError, messageOf, systemCodeOf } from '../../errors.js'
import { ExitCode } from '../../exit-codes.js'
import type { Progress } from '../../ui/reporter.js'
import { csvText } from './csv-text.js'
import { customersFor, dimensionTables } from './dimensions.js'
import { Random } from './random.js'
import { MAX_SALES_LINE, SALES_HEADER, SalesLines } from './sales-lines.js'
import { type SampleRecord, sampleState, writeSampleRecord } from './state.js'

/** Enough for every chart and test of the warehouse, and built in a few seconds. */
export const DEFAULT_SALES = 50_000
const DEFAULT_SEED = 2018
const BUFFER_BYTES = 4 * 1024 * 1024

export interface SampleOptions {
  /** Where the raw files are: one CSV per table is written into it. */
  folder: string
  /** Number of sales. The sizes of the other tables follow from it. */
  rows?: number
  seed?: number
  /** Replace files that are not a sample. */
  overwrite?: boolean
  signal?: AbortSignal
  progress?: Progress
}

export interface SampleResult {
  /** False where the same sample was there already. */
  written: boolean
  sales: number
  /** Rows of each table. */
  rows: Record<string, number>
  bytes: number
}

/**
 * Writes the seven tables of the grocery sample. The same number and seed give the same bytes everywhere. Files appear
 * whole, under their names, or not at all.
 */
export async function generateSample(options: SampleOptions): Promise<SampleResult> {
  const sales = options.rows ?? DEFAULT_SALES
  const seed = options.seed ?? DEFAULT_SEED
  if (!Number.isSafeInteger(sales) || sales < 1) throw badCount(sales)
  const state = sampleState(options.folder)
  if (state.kind === 'sample' && state.record.sales === sales && state.record.seed === seed && !options.overwrite) {
    return { written: false, ...resultOf(state.record) }
  }
  if (state.kind === 'files' && !options.overwrite) throw filesInTheWay(options.folder, state.files)
  const unfinished = join(options.folder, `.sample-${process.pid}`)
  try {
    await mkdir(unfinished, { recursive: true })
    const record = await writeTables(unfinished, sales, seed, options)
    for (const name of Object.keys(record.files)) await rename(join(unfinished, name), join(options.folder, name))
    await writeSampleRecord(options.folder, record)
    return { written: true, ...resultOf(record) }
  } catch (error) {
    throw error instanceof MdwError ? error : notWritten(options.folder, error)
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
}

async function writeTables(folder: string, sales: number, seed: number, options: SampleOptions): Promise<SampleRecord> {
  const customers = customersFor(sales)
  const files: SampleRecord['files'] = {}
  for (const table of dimensionTables(seed, customers)) {
    const bytes = Buffer.from(csvText(table))
    await writeFile(join(folder, `${table.name}.csv`), bytes)
    files[`${table.name}.csv`] = { rows: table.rows.length, bytes: bytes.length }
  }
  const lines = new SalesLines(new Random(seed * 8), customers)
  files['sales.csv'] = { rows: sales, bytes: await writeSales(join(folder, 'sales.csv'), sales, lines, options) }
  return { sales, seed, files }
}

/** Two buffers take turns: one is written to disk while the other is filled. Returns the file's size. */
async function writeSales(file: string, sales: number, lines: SalesLines, options: SampleOptions): Promise<number> {
  const handle = await open(file, 'w')
  try {
    let [filling, writing] = [Buffer.allocUnsafe(BUFFER_BYTES), Buffer.allocUnsafe(BUFFER_BYTES)]
    let at = filling.write(SALES_HEADER)
    let size = 0
    let pending: Promise<unknown> = Promise.resolve()
    const hand = async () => {
      await pending
      ;[filling, writing] = [writing, filling]
      size += at
      pending = handle.writeFile(writing.subarray(0, at))
      // the error surfaces at the next await; until then it is not unhandled
      pending.catch(() => {})
      at = 0
    }
    for (let id = 1; id <= sales; id++) {
      at = lines.write(filling, at, id)
      if (at < BUFFER_BYTES - MAX_SALES_LINE) continue
      await hand()
      if (options.signal?.aborted)
        throw new InterruptedError('Stopped while the sample was written.', 'Nothing was changed.')
      options.progress?.update('sales', id, sales)
    }
    await hand()
    await pending
    return size
  } finally {
    await handle.close()
  }
}

function resultOf(record: SampleRecord): Omit<SampleResult, 'written'> {
  const files = Object.entries(record.files)
  return {
    sales: record.sales,
    rows: Object.fromEntries(files.map(([name, file]) => [name.replace(/\.csv$/, ''), file.rows])),
    bytes: files.reduce((sum, [, file]) => sum + file.bytes, 0),
  }
}

function badCount(sales: number): MdwError {
  return new MdwError({
    code: 'SAMPLE_ROWS_INVALID',
    message: `${sales} is not a number of sales: it must be a whole number, 1 or more.`,
    actions: ['Give a count: `mdw sample --rows 50000`'],
    exitCode: ExitCode.usage,
  })
}

function filesInTheWay(folder: string, files: string[]): MdwError {
  return new MdwError({
    code: 'SAMPLE_WOULD_OVERWRITE',
    message: `${folder} holds files that are not an mdw sample, so no sample was written.`,
    why: `Found ${files.slice(0, 5).join(', ')}${files.length > 5 ? `, and ${files.length - 5} more` : ''}.`,
    actions: [
      'Keep the files and run `mdw up`: it uploads them.',
      'Or replace them: `mdw sample --overwrite`',
      'Or name another folder in mdw.yml (data:).',
    ],
  })
}

function notWritten(folder: string, error: unknown): MdwError {
  const full = systemCodeOf(error) === 'ENOSPC'
  return new MdwError({
    code: 'SAMPLE_NOT_WRITTEN',
    message: `The sample could not be written to ${folder}.`,
    why: full ? 'The disk is full.' : messageOf(error),
    actions: [full ? 'Make room, or ask for fewer rows: `mdw sample --rows 10000`' : 'Check the folder’s permissions.'],
    cause: error,
  })
}
