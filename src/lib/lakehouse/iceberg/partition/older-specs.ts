import type { Manifests } from '../avro/manifests.js'
import { currentSnapshot, type TableMetadata } from '../metadata/model.js'

/** Whether the current snapshot lists manifests that were written under another partition spec than the current one. */
export function hasManifestsOfOlderSpecs(manifests: Manifests, metadata: TableMetadata): boolean {
  if (metadata['partition-specs'].length === 1) return false
  const current = metadata['default-spec-id']
  return manifests.list(currentSnapshot(metadata)).some(({ specId }) => specId !== current)
}
