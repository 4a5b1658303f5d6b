import { parse } from 'lossless-json'
import { describe, expect, it } from 'vitest'
import { parseMetadata } from '../../../../src/lib/warehouse/iceberg/table-metadata.js'
import { planRestore } from '../../../../src/lib/warehouse/restore/plan.js'
import { nextMetadataLocation, restoredMetadata } from '../../../../src/lib/warehouse/restore/restored-metadata.js'
import { timeline } from '../../../../src/lib/warehouse/time-travel/choose-snapshot.js'
import { THREE, tableOf } from '../iceberg/table-fixture.js'

const ids = THREE.map(({ id }) => id) as [string, string, string]
const table = tableOf({ snapshots: THREE, refs: { audited: ids[1] } })
const now = new Date('2018-03-04T00:00:00Z')

describe('the metadata of a table that is taken back', () => {
  const text = restoredMetadata(table.metadataText, table.metadataLocation, ids[0], now)
  const metadata = parseMetadata(text)

  it('points main at the old snapshot, with every digit of its id, and keeps all else', () => {
    expect(metadata.currentSnapshotId).toBe(ids[0])
    expect(metadata.refs).toEqual({
      main: { snapshotId: ids[0], type: 'branch' },
      audited: { snapshotId: ids[1], type: 'tag' },
    })
    expect(metadata.snapshots).toEqual(table.metadata.snapshots)
    expect(metadata.schemas).toEqual(table.metadata.schemas)
    expect(text).toContain('"unknown-field":{"kept":1.50}')
    expect(text).toContain('"last-sequence-number":3')
  })

  it('logs the going back and the metadata file before', () => {
    expect(timeline({ metadata }).at(-1)).toMatchObject({ snapshot: { id: ids[0] }, at: now })
    expect(metadata.metadataFiles.at(-1)).toBe(table.metadataLocation)
    expect(metadata.lastUpdated).toEqual(now)
  })

  it('never goes back in time', () => {
    const early = restoredMetadata(table.metadataText, table.metadataLocation, ids[0], new Date('2018-01-01'))
    expect(parseMetadata(early).lastUpdated.getTime()).toBe(new Date(THREE[2]!.at).getTime() + 1)
  })

  it('keeps as many metadata files in the log as the table says', () => {
    const limited = tableOf({ snapshots: THREE, properties: { 'write.metadata.previous-versions-max': '1' } })
    const log = parse(restoredMetadata(limited.metadataText, 's3://x/00009-c.metadata.json', ids[0], now)) as {
      'metadata-log': { 'metadata-file': string }[]
    }
    expect(log['metadata-log'].map(entry => entry['metadata-file'])).toEqual(['s3://x/00009-c.metadata.json'])
  })
})

it.each([
  ['s3://b/t/metadata/00003-abc.metadata.json', 's3://b/t/metadata/00004-u.metadata.json'],
  ['s3://b/t/metadata/00099-abc.gz.metadata.json', 's3://b/t/metadata/00100-u.metadata.json'],
  ['s3://b/t/metadata/v7.metadata.json', 's3://b/t/metadata/00008-u.metadata.json'],
  ['s3://b/t/metadata/other.json', 's3://b/t/metadata/00000-u.metadata.json'],
])('%s is followed by %s', (before, after) => {
  expect(nextMetadataLocation(before, 'u')).toBe(after)
})

describe('what a restore says beforehand', () => {
  const clock = { now, zone: 'UTC' }

  it('lists what is undone, newest first', () => {
    const plan = planRestore(table, '2018-03-01 12:00', clock)
    expect(plan.undone.map(({ snapshot }) => snapshot.id)).toEqual([ids[2], ids[1]])
    const said = plan.consequences.join('\n')
    expect(said).toContain('Now:  13 rows')
    expect(said).toContain('Then: 10 rows')
    expect(said).toContain('overwrite +5 -3 rows')
    expect(said).toContain(`mdw restore cur.t --to ${ids[2]}`)
  })

  it('says that the schema stays, and what is newer in it', () => {
    const schemas: [string, string][][] = [
      [['id', 'long']],
      [
        ['id', 'long'],
        ['region', 'string'],
      ],
    ]
    const evolved = tableOf({
      schemas,
      snapshots: [
        { ...THREE[0]!, schema: 0 },
        { ...THREE[1]!, schema: 1 },
      ],
    })
    expect(planRestore(evolved, '-1', clock).consequences.join('\n')).toContain('Since then: + region string')
  })
})
