import { formatCount, plural } from '../../ui/format.js'
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

/** Whether OPTIMIZE and VACUUM would do anything: below its thresholds OPTIMIZE is paid for and changes nothing. */
export function judge(health: TableHealth): Verdict {
  const { rewritableFiles, filesAfter, mergeableDeletes, expirableSnapshots } = health
  const fewer = rewritableFiles - filesAfter
  const optimize = rewritableFiles > 0
  const vacuum = expirableSnapshots > 0
  const reasons = [
    ...(fewer > 0 ? [`${plural(fewer, 'file')} fewer`] : []),
    ...(mergeableDeletes > 0 ? [`${plural(mergeableDeletes, 'delete file')} to merge`] : []),
    ...(vacuum ? [`${plural(expirableSnapshots, 'snapshot')} to expire`] : []),
  ]
  return { optimize, vacuum, reason: reasons.join(', ') || idle(health), warnings: warningsOf(health) }
}

function idle(health: TableHealth): string {
  if (health.dataFiles === 0) return 'empty'
  if (health.smallFiles === 0) return 'good'
  return health.dataFiles === health.partitions ? 'good: one file a partition' : 'good: few small files'
}

function warningsOf({ partitions }: TableHealth): string[] {
  if (partitions < PARTITION_LIMIT * 0.9) return []
  return [
    `${formatCount(partitions)} partitions: more than ${formatCount(PARTITION_LIMIT)} are slow to plan and to write.`,
  ]
}
