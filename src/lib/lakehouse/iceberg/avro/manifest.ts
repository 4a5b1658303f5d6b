import type { AvroFile, AvroRecord } from './container.js'
import { readAvro } from './container.js'
import type { ManifestFile } from './manifest-list.js'

export const entryStatus = { existing: 0, added: 1, deleted: 2 } as const
export const fileContent = { data: 0, positionDeletes: 1, equalityDeletes: 2 } as const

export interface DataFile {
  content: number
  path: string
  format: string
  specId: number
  /** Values by partition field id; dates as days, timestamps as microseconds, decimals and binary as bytes. */
  partition: Record<number, unknown>
  recordCount: number
  size: number
  /** The one data file that a position delete file is about, where it says so. */
  referencedDataFile?: string
  record: AvroRecord
}

export interface ManifestEntry {
  status: number
  snapshotId: bigint
  sequenceNumber: number
  fileSequenceNumber: number
  file: DataFile
}

/** `_file_path` of position delete files, whose bounds name the data file (spec, "Reserved Field IDs"). */
const filePathFieldId = 2147483546

export interface Manifest {
  file: AvroFile
}

export function readManifestFile(bytes: Buffer): Manifest {
  return { file: readAvro(bytes) }
}

/** The entries of a manifest, with what they inherit from its line in the manifest list. */
export function entriesOf(manifest: Manifest, listed: ManifestFile): ManifestEntry[] {
  return manifest.file.records.map(record => ({
    status: record.f0,
    snapshotId: record.f1 ?? listed.addedSnapshotId,
    // Only added entries inherit; for others a missing number is version 1's zero.
    sequenceNumber: Number(record.f3 ?? (record.f0 === entryStatus.added ? listed.sequenceNumber : 0)),
    fileSequenceNumber: Number(record.f4 ?? (record.f0 === entryStatus.added ? listed.sequenceNumber : 0)),
    file: dataFile(record.f2, listed.specId),
  }))
}

function dataFile(record: AvroRecord, specId: number): DataFile {
  const partition: Record<number, unknown> = {}
  for (const [key, value] of Object.entries(record.f102 as AvroRecord)) partition[Number(key.slice(1))] = value
  return {
    content: record.f134 ?? fileContent.data,
    path: record.f100,
    format: String(record.f101).toUpperCase(),
    specId,
    partition,
    recordCount: Number(record.f103),
    size: Number(record.f104),
    referencedDataFile: record.f143 ?? sameBounds(record),
    record,
  }
}

function sameBounds(record: AvroRecord): string | undefined {
  const lower = (record.f125 as AvroRecord[] | null)?.find(entry => pathField(entry.f126))?.f127
  const upper = (record.f128 as AvroRecord[] | null)?.find(entry => pathField(entry.f129))?.f130
  if (!lower || !upper || Buffer.compare(lower, upper) !== 0) return undefined
  return Buffer.from(lower).toString('utf8')
}

/** DuckDB 1.5.5 writes the path's bounds under 2147483646 instead. */
function pathField(id: number): boolean {
  return id === filePathFieldId || id === 2147483646
}

/** One key for a partition of a spec. */
export function partitionKey(file: DataFile): string {
  const values = Object.entries(file.partition).map(([id, value]) => [
    id,
    typeof value === 'bigint' ? String(value) : Buffer.isBuffer(value) ? value.toString('hex') : value,
  ])
  return JSON.stringify([file.specId, values])
}
