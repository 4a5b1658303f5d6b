import type { TableMetadata } from './model.js'

/** Iceberg's default of `write.metadata.previous-versions-max`. */
const previousVersionsMax = 100

/**
 * The next metadata with its predecessor in `metadata-log`, and the predecessors that fall out of it: their files may be
 * deleted when the table asks for it (`write.metadata.delete-after-commit.enabled`).
 */
export function logPrevious(
  next: TableMetadata,
  previous: { metadata: TableMetadata; location: string },
): { metadata: TableMetadata; dropped: string[] } {
  const configured = Number(next.properties['write.metadata.previous-versions-max'] ?? previousVersionsMax)
  const max = Number.isFinite(configured) ? Math.max(1, configured) : previousVersionsMax
  const log = [
    ...next['metadata-log'],
    { 'metadata-file': previous.location, 'timestamp-ms': previous.metadata['last-updated-ms'] },
  ]
  const kept = log.slice(-max)
  const dropped = log.slice(0, log.length - kept.length).map(entry => entry['metadata-file'])
  const deletes = next.properties['write.metadata.delete-after-commit.enabled'] === 'true'
  return { metadata: { ...next, 'metadata-log': kept }, dropped: deletes ? dropped : [] }
}

/** `NNNNN-<uuid>.metadata.json`, one higher than the given file's number (0 for a first one). */
export function metadataFileName(previous: string | undefined, uuid: string): string {
  const number = /(?:^|\/)v?(\d+)(?:-[^/]*)?\.(?:gz\.)?metadata\.json(?:\.gz)?$/.exec(previous ?? '')
  const next = number ? Number(number[1]) + 1 : 0
  return `${String(next).padStart(5, '0')}-${uuid}.metadata.json`
}
