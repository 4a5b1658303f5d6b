import { describe, expect, it } from 'vitest'
import type { DataFile } from '../../../../src/lib/warehouse/iceberg/data-files.js'
import { partitionFilters } from '../../../../src/lib/warehouse/maintenance/partition-filter.js'
import { maintenanceSettings } from '../../../../src/lib/warehouse/maintenance/settings.js'
import { byPartition, expirable, measure } from '../../../../src/lib/warehouse/maintenance/table-health.js'
import { judge } from '../../../../src/lib/warehouse/maintenance/verdict.js'
import { THREE, tableOf } from '../iceberg/table-fixture.js'

const MiB = 1024 * 1024
let count = 0
const file = (bytes: number, value: unknown = null, kind: DataFile['kind'] = 'data'): DataFile => ({
  ...{ kind, path: `s3://bucket/file-${++count}`, sequence: 1, specId: 0, partition: { f1000: value }, rows: 1, bytes },
})
const now = new Date('2018-03-10T00:00:00Z')
const partition = [{ name: 'name', sourceId: 2, transform: 'identity' }]

describe('what a table needs', () => {
  const check = (files: DataFile[], properties: Record<string, string> = {}) => {
    const table = tableOf({ snapshots: THREE.slice(2), properties, partition })
    const health = measure(table, files, now)
    return { health, verdict: judge(health) }
  }

  it('is compaction where many small files lie together', () => {
    const { health, verdict } = check(Array.from({ length: 20 }, () => file(MiB)))
    expect(health).toMatchObject({ dataFiles: 20, smallFiles: 20, rewritableFiles: 20, filesAfter: 1, partitions: 1 })
    expect(verdict).toMatchObject({ optimize: true, vacuum: false, reason: '19 files fewer' })
  })

  it('is nothing where each partition has one file, however small', () => {
    const { health, verdict } = check(Array.from({ length: 200 }, (_, day) => file(1000, `2018${day}`)))
    expect(health).toMatchObject({ smallFiles: 200, rewritableFiles: 0, partitions: 200 })
    expect(verdict.optimize).toBe(false)
  })

  it('is nothing below the thresholds of OPTIMIZE, which the table may set', () => {
    const files = Array.from({ length: 4 }, () => file(MiB))
    expect(check(files).verdict.optimize).toBe(false)
    expect(check(files, { optimize_rewrite_data_file_threshold: '2' }).verdict.optimize).toBe(true)
    expect(check([file(300 * MiB), ...files.slice(0, 1), file(10, null, 'deletes')]).verdict.optimize).toBe(false)
  })

  it('is compaction where delete files have gathered', () => {
    const big = file(400 * MiB)
    const { verdict } = check([big, file(10, null, 'deletes'), file(10, null, 'deletes')])
    expect(verdict).toMatchObject({ optimize: true, reason: '2 delete files to merge' })
    const later = { ...big, sequence: 2 }
    expect(check([later, file(10, null, 'deletes'), file(10, null, 'deletes')]).verdict.optimize).toBe(false)
    const elsewhere = { ...file(10, null, 'deletes'), about: 's3://bucket/other' }
    expect(check([big, elsewhere, file(10, null, 'deletes')]).verdict.optimize).toBe(false)
  })

  it('leaves large files alone, by the size that the table sets', () => {
    const files = Array.from({ length: 10 }, () => file(50 * MiB))
    expect(check(files).verdict.optimize).toBe(true)
    expect(check(files, { optimize_rewrite_min_data_file_size_bytes: String(40 * MiB) }).verdict.optimize).toBe(false)
  })

  it('comes with a warning near 10,000 partitions', () => {
    const files = Array.from({ length: 9500 }, (_, day) => file(1000, day))
    expect(check(files).verdict.warnings).toHaveLength(1)
  })
})

describe('snapshots that VACUUM would expire', () => {
  const { metadata } = tableOf({ snapshots: THREE })
  const ids = (age: number, keep = 1, of = metadata) =>
    expirable(of, { ...maintenanceSettings(of), maxSnapshotAgeSeconds: age, minSnapshotsToKeep: keep }, now)
  const day = 86_400

  it('are those older than the age, never the current one', () => {
    expect(ids(30 * day)).toEqual([])
    expect(ids(8 * day)).toEqual([THREE[0]!.id])
    expect(ids(0)).toEqual([THREE[0]!.id, THREE[1]!.id])
  })

  it('are not the newest that the table keeps by number, nor a tag’s', () => {
    expect(ids(0, 2)).toEqual([THREE[0]!.id])
    expect(ids(0, 1, tableOf({ snapshots: THREE, refs: { audited: THREE[0]!.id } }).metadata)).toEqual([THREE[1]!.id])
  })

  it('go by Athena’s defaults and the table’s properties', () => {
    expect(maintenanceSettings({ properties: {} }).maxSnapshotAgeSeconds).toBe(432_000)
    expect(
      maintenanceSettings({ properties: { vacuum_max_snapshot_age_seconds: '604800' } }).maxSnapshotAgeSeconds,
    ).toBe(604_800)
  })
})

describe('partition by partition', () => {
  const columns: [string, string][][] = [
    [
      ['day', 'date'],
      ['name', 'string'],
    ],
  ]
  const by = (name: string, sourceId: number, transform = 'identity') =>
    tableOf({ schemas: columns, partition: [{ name, sourceId, transform }], snapshots: THREE.slice(2) }).metadata
  const small = (value: unknown) => Array.from({ length: 5 }, () => file(10, value))

  it('names the partitions that have something to rewrite', () => {
    const groups = byPartition([...small("it's"), ...small(null), file(10, 'alone')])
    expect(partitionFilters(by('name', 2), groups)).toEqual([`"name" = 'it''s'`, '"name" IS NULL'])
    expect(partitionFilters(by('day', 1), byPartition(small(17_591)))).toEqual([`"day" = DATE '2018-03-01'`])
  })

  it('can’t where a partition is not a column as it is', () => {
    expect(partitionFilters(by('day', 1, 'month'), byPartition(small(578)))).toBeUndefined()
  })
})
