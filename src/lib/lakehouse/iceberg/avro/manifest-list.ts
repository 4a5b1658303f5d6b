import type { AvroFile, AvroRecord } from './container.js'
import { readAvro } from './container.js'

export const manifestContent = { data: 0, deletes: 1 } as const

/** One manifest, as a snapshot's manifest list describes it (spec, "Manifest Lists"). */
export interface ManifestFile {
  path: string
  length: number
  specId: number
  /** 0 data, 1 deletes. */
  content: number
  sequenceNumber: number
  minSequenceNumber: number
  addedSnapshotId: bigint
  addedFiles: number
  existingFiles: number
  deletedFiles: number
  addedRows: number
  existingRows: number
  deletedRows: number
  /** As read, with what is not named here. */
  record: AvroRecord
}

export interface ManifestList {
  file: AvroFile
  manifests: ManifestFile[]
}

export function readManifestList(bytes: Buffer): ManifestList {
  const file = readAvro(bytes)
  return { file, manifests: file.records.map(manifestFrom) }
}

/** Fields by id; counts may be missing in version 1. */
function manifestFrom(record: AvroRecord): ManifestFile {
  const number = (id: number) => Number(record[`f${id}`] ?? 0)
  return {
    path: record.f500,
    length: number(501),
    specId: number(502),
    content: number(517),
    sequenceNumber: number(515),
    minSequenceNumber: number(516),
    addedSnapshotId: BigInt(record.f503 ?? 0),
    addedFiles: number(504),
    existingFiles: number(505),
    deletedFiles: number(506),
    addedRows: number(512),
    existingRows: number(513),
    deletedRows: number(514),
    record,
  }
}

/** The manifest as added by another snapshot: its entries inherit both (spec, "Sequence Number Inheritance"). */
export function adoptedBy(manifest: ManifestFile, snapshotId: bigint, sequenceNumber: number): ManifestFile {
  return manifestFrom({
    ...manifest.record,
    f515: BigInt(sequenceNumber),
    f516: BigInt(sequenceNumber),
    f503: snapshotId,
  })
}

/** Every field of the version-2 manifest list, for lists that are made from several writers' manifests. */
export const manifestListSchema = JSON.stringify({
  type: 'record',
  name: 'manifest_file',
  fields: [
    { name: 'manifest_path', type: 'string', 'field-id': 500 },
    { name: 'manifest_length', type: 'long', 'field-id': 501 },
    { name: 'partition_spec_id', type: 'int', 'field-id': 502 },
    { name: 'content', type: 'int', 'field-id': 517 },
    { name: 'sequence_number', type: 'long', 'field-id': 515 },
    { name: 'min_sequence_number', type: 'long', 'field-id': 516 },
    { name: 'added_snapshot_id', type: 'long', 'field-id': 503 },
    { name: 'added_files_count', type: 'int', 'field-id': 504 },
    { name: 'existing_files_count', type: 'int', 'field-id': 505 },
    { name: 'deleted_files_count', type: 'int', 'field-id': 506 },
    { name: 'added_rows_count', type: 'long', 'field-id': 512 },
    { name: 'existing_rows_count', type: 'long', 'field-id': 513 },
    { name: 'deleted_rows_count', type: 'long', 'field-id': 514 },
    {
      name: 'partitions',
      type: [
        'null',
        {
          type: 'array',
          'element-id': 508,
          items: {
            type: 'record',
            name: 'r508',
            fields: [
              { name: 'contains_null', type: 'boolean', 'field-id': 509 },
              { name: 'contains_nan', type: ['null', 'boolean'], default: null, 'field-id': 518 },
              { name: 'lower_bound', type: ['null', 'bytes'], default: null, 'field-id': 510 },
              { name: 'upper_bound', type: ['null', 'bytes'], default: null, 'field-id': 511 },
            ],
          },
        },
      ],
      default: null,
      'field-id': 507,
    },
    { name: 'key_metadata', type: ['null', 'bytes'], default: null, 'field-id': 519 },
  ],
})

/** The record in `manifestListSchema`'s form, whatever schema it was read with. */
export function manifestRecord(manifest: ManifestFile): AvroRecord {
  const { record } = manifest
  const summaries = record.f507 as AvroRecord[] | null | undefined
  return {
    f500: manifest.path,
    f501: BigInt(manifest.length),
    f502: manifest.specId,
    f517: manifest.content,
    f515: BigInt(manifest.sequenceNumber),
    f516: BigInt(manifest.minSequenceNumber),
    f503: manifest.addedSnapshotId,
    f504: manifest.addedFiles,
    f505: manifest.existingFiles,
    f506: manifest.deletedFiles,
    f512: BigInt(manifest.addedRows),
    f513: BigInt(manifest.existingRows),
    f514: BigInt(manifest.deletedRows),
    f507:
      summaries?.map(summary => ({
        f509: summary.f509,
        f518: summary.f518 ?? null,
        f510: summary.f510 ?? null,
        f511: summary.f511 ?? null,
      })) ?? null,
    f519: record.f519 ?? null,
  }
}
