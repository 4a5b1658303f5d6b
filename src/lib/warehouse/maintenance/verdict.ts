import { formatCount, plural } from '../../ui/format.js'
import type { MaintenanceSettings } from './settings.js'
import type { TableHealth } from './table-health.js'

export interface Verdict {
  optimize: boolean
  vacuum: boolean
  /** Why, in a few words. */
  reason: string
  warnings: string[]
}

/** The warehouse’s own limit: with more, planning and writing slow down. */
const PARTITION_LIMIT = 10_000

/**
 * Whether OPTIMIZE and VACUUM would do something worth their price. OPTIMIZE itself does nothing below the table's thresholds
 * (Athena: optimize_rewrite_data_file_threshold and …_delete_file_threshold).
 */
export function judge(health: TableHealth, settings: MaintenanceSettings): Verdict {
  const fewer = health.rewritableFiles - health.filesAfter
  const manySmall = health.rewritableFiles >= Math.max(2, settings.dataFileThreshold)
  const manyDeletes = health.deleteFiles > 0 && health.deleteFiles >= settings.deleteFileThreshold
  const vacuum = health.expirableSnapshots > 0
  const reasons = [
    ...(manySmall ? [`${plural(fewer, 'file')} fewer`] : []),
    ...(manyDeletes ? [`${plural(health.deleteFiles, 'delete file')} to merge`] : []),
    ...(vacuum ? [`${plural(health.expirableSnapshots, 'snapshot')} to expire`] : []),
  ]
  const optimize = manySmall || manyDeletes
  return { optimize, vacuum, reason: reasons.join(', ') || idle(health), warnings: warningsOf(health) }
}

function idle(health: TableHealth): string {
  if (health.dataFiles === 0) return 'empty'
  if (health.smallFiles === 0) return 'good'
  return health.rewritableFiles === 0 ? 'good: one file a partition' : 'good: few files'
}

function warningsOf({ partitions }: TableHealth): string[] {
  if (partitions < PARTITION_LIMIT * 0.9) return []
  return [
    `${formatCount(partitions)} partitions: more than ${formatCount(PARTITION_LIMIT)} are slow to plan and to write.`,
  ]
}
