import { LosslessNumber, parse, stringify } from 'lossless-json'

/** Iceberg's default of `write.metadata.previous-versions-max`. */
const METADATA_FILES = 100

type Document = Record<string, unknown>

/**
 * The metadata file that makes a table show an older snapshot again: the same text but for the head of `main`, the snapshot
 * log, the metadata log and the time (spec, "Table Metadata"). Every snapshot stays, so this can be taken back the same
 * way. Numbers keep their digits: ids have 64 bits.
 */
export function restoredMetadata(text: string, location: string, snapshotId: string, now: Date): string {
  const document = parse(text) as Document
  const last = Number(String(document['last-updated-ms']))
  // Times in the logs never go back, whatever the clocks of two machines say.
  const at = new LosslessNumber(String(Math.max(now.getTime(), last + 1)))
  const id = new LosslessNumber(snapshotId)
  const refs = (document.refs ?? {}) as Record<string, Document>
  return stringify({
    ...document,
    'last-updated-ms': at,
    'current-snapshot-id': id,
    refs: { ...refs, main: { ...(refs.main ?? { type: 'branch' }), 'snapshot-id': id } },
    'snapshot-log': [...list(document['snapshot-log']), { 'timestamp-ms': at, 'snapshot-id': id }],
    'metadata-log': metadataLog(document, location),
  })!
}

function metadataLog(document: Document, location: string): unknown[] {
  const properties = (document.properties ?? {}) as Record<string, string>
  const limit = Number(
    properties['write.metadata.previous-versions-max'] ??
      properties.vacuum_max_metadata_files_to_keep ??
      METADATA_FILES,
  )
  const log = [
    ...list(document['metadata-log']),
    { 'timestamp-ms': document['last-updated-ms'], 'metadata-file': location },
  ]
  return log.slice(-Math.max(1, limit || METADATA_FILES))
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

/**
 * Where the next metadata file goes: beside the present one, `NNNNN-<uuid>.metadata.json` with the next number, as Iceberg's
 * catalogs name them. It is written as plain JSON, whatever the present one's compression.
 */
export function nextMetadataLocation(location: string, uuid: string): string {
  const slash = location.lastIndexOf('/')
  const number = /^v?(\d+)(?:-[^/]*)?\.(?:gz\.)?metadata\.json(?:\.gz)?$/.exec(location.slice(slash + 1))
  const next = number === null ? 0 : Number(number[1]) + 1
  return `${location.slice(0, slash)}/${String(next).padStart(5, '0')}-${uuid}.metadata.json`
}
