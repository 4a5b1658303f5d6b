import { fileContent, partitionKey } from '../avro/manifest.js'
import type { TableMetadata } from '../metadata/model.js'
import { DeleteIndex, type LiveEntry } from './live-files.js'
import { rewriteSettings } from './table-settings.js'

/**
 * The data files worth rewriting: too small or too large ones, where a partition has enough of them, those with enough
 * delete files, and those of an older partition spec. A lone small file without deletes is left: rewriting would change nothing.
 */
export function selectFiles(metadata: TableMetadata, entries: LiveEntry[], paths?: ReadonlySet<string>): LiveEntry[] {
  const settings = rewriteSettings(metadata)
  const index = new DeleteIndex(entries, metadata)
  const partitions = new Map<string, LiveEntry[]>()
  const selected: LiveEntry[] = []
  for (const entry of entries) {
    if (entry.file.content !== fileContent.data || (paths && !paths.has(entry.file.path))) continue
    const isOfOldSpec = entry.file.specId !== metadata['default-spec-id']
    if (isOfOldSpec || index.deletesOf(entry).length >= Math.max(1, settings.deleteFileThreshold)) selected.push(entry)
    else if (entry.file.size < settings.minFileSize || entry.file.size > settings.maxFileSize) {
      const key = partitionKey(entry.file)
      const others = partitions.get(key)
      if (others) others.push(entry)
      else partitions.set(key, [entry])
    }
  }
  const taken = new Set(selected.map(entry => partitionKey(entry.file)))
  for (const [key, candidates] of partitions) {
    // Where files are rewritten for their deletes anyway, the small ones beside them go along.
    const enough = candidates.length >= Math.max(2, settings.dataFileThreshold) || taken.has(key)
    if (enough || candidates.some(({ file }) => file.size > settings.maxFileSize)) selected.push(...candidates)
  }
  return selected
}
