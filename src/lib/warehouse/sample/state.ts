import { readdirSync, readFileSync, statSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const RECORD = '.mdw-sample.json'

/** What mdw wrote into a folder, so that it knows its own sample from the user's files. */
export interface SampleRecord {
  sales: number
  seed: number
  files: Record<string, { rows: number; bytes: number }>
}

export type SampleState =
  | { kind: 'empty' }
  /** Exactly the files of a sample, as they were written (by size). */
  | { kind: 'sample'; record: SampleRecord }
  /** Anything else: the user's own files, or a sample that was changed. */
  | { kind: 'files'; files: string[] }

/** What the folder of raw files holds. Files that start with a dot do not count. */
export function sampleState(folder: string): SampleState {
  const files = visibleEntries(folder)
  if (files.length === 0) return { kind: 'empty' }
  const record = readRecord(folder)
  if (record === undefined) return { kind: 'files', files }
  const same =
    files.length === Object.keys(record.files).length &&
    files.every(file => statSync(join(folder, file)).size === record.files[file]?.bytes)
  return same ? { kind: 'sample', record } : { kind: 'files', files }
}

export async function writeSampleRecord(folder: string, record: SampleRecord): Promise<void> {
  await writeFile(join(folder, RECORD), `${JSON.stringify(record, null, 2)}\n`)
}

function visibleEntries(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter(name => !name.startsWith('.'))
      .sort()
  } catch {
    return []
  }
}

function readRecord(folder: string): SampleRecord | undefined {
  try {
    const record = JSON.parse(readFileSync(join(folder, RECORD), 'utf8')) as SampleRecord
    return typeof record.sales === 'number' && typeof record.files === 'object' ? record : undefined
  } catch {
    return undefined
  }
}
