import { randomUUID } from 'node:crypto'
import { type AvroRecord, writeAvro } from '../avro/container.js'
import { entryStatus } from '../avro/manifest.js'
import type { ManifestFile } from '../avro/manifest-list.js'
import { type Manifests, metadataFolder } from '../avro/manifests.js'
import type { TableMetadata } from '../metadata/model.js'

/** More manifests than this, and the small ones are merged (Iceberg's `commit.manifest.min-count-to-merge`). */
const mergeCount = 100

export interface RewriteOptions {
  snapshotId: bigint
  sequenceNumber: number
  /** Entries of these paths are removed. */
  removed: ReadonlySet<string>
  /** Say so in the manifests (status DELETED), as a snapshot that removes files must; else just leave them out. */
  markDeleted: boolean
}

/**
 * The manifests of a snapshot without some of its files. Manifests that lose nothing stay as they are; the others are
 * written anew, those of one spec, content and schema together, so that their number goes down.
 */
export async function rewriteManifests(
  manifests: Manifests,
  metadata: TableMetadata,
  listed: ManifestFile[],
  options: RewriteOptions,
): Promise<{ manifests: ManifestFile[]; written: string[] }> {
  const kept: ManifestFile[] = []
  const groups = new Map<string, ManifestFile[]>()
  const merge = listed.length > mergeCount
  for (const manifest of listed) {
    const entries = manifests.entries(manifest)
    const live = entries.filter(entry => entry.status !== entryStatus.deleted)
    // A manifest of removals only tells of an older snapshot.
    if (live.length === 0) continue
    if (!merge && !live.some(entry => options.removed.has(entry.file.path))) kept.push(manifest)
    else {
      const raw = manifests.raw(manifest)
      const key = JSON.stringify([manifest.specId, manifest.content, raw.meta['avro.schema']!.toString()])
      groups.set(key, [...(groups.get(key) ?? []), manifest])
    }
  }
  const written: string[] = []
  for (const group of groups.values()) {
    const manifest = await writeGroup(manifests, metadata, group, options)
    if (!manifest) continue
    written.push(manifest.path)
    kept.push(manifest)
  }
  return { manifests: kept, written }
}

async function writeGroup(
  manifests: Manifests,
  metadata: TableMetadata,
  group: ManifestFile[],
  options: RewriteOptions,
): Promise<ManifestFile | undefined> {
  const records: AvroRecord[] = []
  const counts = { existingFiles: 0, existingRows: 0, deletedFiles: 0, deletedRows: 0 }
  let minSequenceNumber = options.sequenceNumber
  // Manifests of an older spec end with their last file: DuckDB 1.5.5 cannot change a table that still lists one.
  const markDeleted = options.markDeleted && group[0]!.specId === metadata['default-spec-id']
  for (const manifest of group)
    for (const [i, entry] of manifests.entries(manifest).entries()) {
      if (entry.status === entryStatus.deleted) continue
      const gone = options.removed.has(entry.file.path)
      if (gone && !markDeleted) continue
      const record = manifests.raw(manifest).records[i]!
      // What was inherited must be said now, and the snapshot that removes a file is named in its entry.
      records.push({
        ...record,
        f0: gone ? entryStatus.deleted : entryStatus.existing,
        f1: gone ? options.snapshotId : entry.snapshotId,
        f3: BigInt(entry.sequenceNumber),
        ...('f4' in record && { f4: BigInt(entry.fileSequenceNumber) }),
      })
      if (gone) {
        counts.deletedFiles++
        counts.deletedRows += entry.file.recordCount
      } else {
        minSequenceNumber = Math.min(minSequenceNumber, entry.sequenceNumber)
        counts.existingFiles++
        counts.existingRows += entry.file.recordCount
      }
    }
  if (records.length === 0) return undefined
  const first = group[0]!
  const path = `${metadataFolder(metadata)}/${randomUUID()}-m0.avro`
  const bytes = writeAvro(manifests.raw(first), records)
  await manifests.write(path, bytes)
  return {
    path,
    length: bytes.length,
    specId: first.specId,
    content: first.content,
    sequenceNumber: options.sequenceNumber,
    minSequenceNumber,
    addedSnapshotId: options.snapshotId,
    addedFiles: 0,
    addedRows: 0,
    ...counts,
    record: { f507: mergedSummaries(group) },
  }
}

/** Partition bounds of merged manifests are left out, which readers take as "may hold anything"; one manifest keeps its own. */
function mergedSummaries(group: ManifestFile[]): AvroRecord[] | null {
  return group.length === 1 ? (group[0]!.record.f507 ?? null) : null
}
