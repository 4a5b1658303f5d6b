import { describe, expect, it } from 'vitest'
import { chooseSnapshot, timeline } from '../../../../src/lib/warehouse/time-travel/choose-snapshot.js'
import { THREE, tableOf } from '../iceberg/table-fixture.js'

const clock = { now: new Date('2018-03-04T00:00:00Z'), zone: 'UTC' }
const ids = THREE.map(({ id }) => id) as [string, string, string]
const table = tableOf({ snapshots: THREE, refs: { audited: ids[0] } })
const choose = (words: string, of = table) => chooseSnapshot(of, words, clock)

describe('the snapshot that words name', () => {
  it.each([
    ['2018-03-02', ids[0]],
    ['2018-03-02 10:00', ids[1]],
    ['yesterday noon', ids[2]],
    ['now', ids[2]],
    [ids[1], ids[1]],
    ['-1', ids[1]],
    ['-2', ids[0]],
    ['audited', ids[0]],
    ['main', ids[2]],
  ])('%s', (words, expected) => {
    expect(choose(words).snapshot.id).toBe(expected)
  })

  it('says whether it is the current one, and which time was asked for', () => {
    expect(choose('now')).toMatchObject({ isCurrent: true, asOf: clock.now })
    expect(choose('-1')).toMatchObject({ isCurrent: false })
    expect(choose('-1').asOf).toBeUndefined()
  })

  it('names the oldest snapshot where the time is before it', () => {
    expect(() => choose('2018-02-01')).toThrow(
      expect.objectContaining({ code: 'BEFORE_FIRST_SNAPSHOT', why: expect.stringContaining(ids[0]) }),
    )
  })

  it.each([
    ['-3', 'earlier states'],
    ['1234567890123', 'expired'],
  ])('refuses %s, which is not there', (words, why) => {
    expect(() => choose(words)).toThrow(
      expect.objectContaining({ code: 'SNAPSHOT_NOT_FOUND', why: expect.stringContaining(why) }),
    )
  })

  it('refuses a table that nothing was written to', () => {
    for (const words of ['now', '-1']) {
      expect(() => choose(words, tableOf({}))).toThrow(expect.objectContaining({ code: 'NO_SNAPSHOTS' }))
    }
  })
})

describe('a table that was taken back', () => {
  const log: [string, string][] = [
    ...THREE.map(({ id, at }): [string, string] => [id, at]),
    [ids[0], '2018-03-03T12:00:00Z'],
  ]
  const restored = tableOf({ snapshots: THREE, log, current: ids[0] })

  it('shows at each time what it showed then', () => {
    expect(choose('2018-03-03 11:00', restored).snapshot.id).toBe(ids[2])
    expect(choose('2018-03-03 13:00', restored)).toMatchObject({ snapshot: { id: ids[0] }, isCurrent: true })
  })

  it('has the state before the going back as -1', () => {
    expect(choose('-1', restored).snapshot.id).toBe(ids[2])
  })
})

it('takes the commits where the writer left the log out', () => {
  expect(timeline(tableOf({ snapshots: THREE, log: [] })).map(({ snapshot }) => snapshot.id)).toEqual(ids)
})

it('leaves expired snapshots out of the log', () => {
  const log: [string, string][] = [
    ['1111111111', '2018-01-01T00:00:00Z'],
    [ids[2], '2018-03-03T10:00:00Z'],
  ]
  expect(timeline(tableOf({ snapshots: THREE.slice(2), log }))).toHaveLength(1)
})
