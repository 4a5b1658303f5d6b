import { describe, expect, it } from 'vitest'
import { parseTime } from '../../../../src/lib/warehouse/time-travel/parse-time.js'
import { describeInstant, instantOf } from '../../../../src/lib/warehouse/time-travel/time-zone.js'

/** A Wednesday, 16:30 in Berlin (summer time, UTC+2). */
const clock = { now: new Date('2018-05-09T14:30:00Z'), zone: 'Europe/Berlin' }
const parse = (text: string, at = clock) => parseTime(text, at).toISOString()

describe('times that people write', () => {
  it.each([
    ['now', '2018-05-09T14:30:00.000Z'],
    ['today', '2018-05-08T22:00:00.000Z'],
    ['yesterday', '2018-05-07T22:00:00.000Z'],
    ['yesterday 18:00', '2018-05-08T16:00:00.000Z'],
    ['Yesterday at 6pm', '2018-05-08T16:00:00.000Z'],
    ['yesterday noon', '2018-05-08T10:00:00.000Z'],
    ['today at midnight', '2018-05-08T22:00:00.000Z'],
    ['yesterday 12 am', '2018-05-07T22:00:00.000Z'],
    ['9:05', '2018-05-09T07:05:00.000Z'],
    ['2 hours ago', '2018-05-09T12:30:00.000Z'],
    ['an hour ago', '2018-05-09T13:30:00.000Z'],
    ['90m ago', '2018-05-09T13:00:00.000Z'],
    ['1 day, 2 hours and 5 minutes ago', '2018-05-08T12:25:00.000Z'],
    ['3 days ago', '2018-05-06T14:30:00.000Z'],
    ['3 days ago 18:00', '2018-05-06T16:00:00.000Z'],
    ['2 weeks ago', '2018-04-25T14:30:00.000Z'],
    ['6 months ago', '2017-11-09T15:30:00.000Z'],
    ['1 year ago', '2017-05-09T14:30:00.000Z'],
    ['monday', '2018-05-06T22:00:00.000Z'],
    ['last wednesday 10:00', '2018-05-02T08:00:00.000Z'],
    ['last week', '2018-05-01T22:00:00.000Z'],
    ['2018-03-01', '2018-02-28T23:00:00.000Z'],
    ['20180301', '2018-02-28T23:00:00.000Z'],
    ['2018-3-1 18:00', '2018-03-01T17:00:00.000Z'],
    ['2018-03-01T18:00:00.123456', '2018-03-01T17:00:00.123Z'],
    ['2018-03-01T18:00Z', '2018-03-01T18:00:00.000Z'],
    ['2018-03-01 18:00 UTC', '2018-03-01T18:00:00.000Z'],
    ['2018-03-01 UTC', '2018-03-01T00:00:00.000Z'],
    ['2018-03-01T18:00:00.5+05:30', '2018-03-01T12:30:00.500Z'],
    ['2018-03-01 18:00-0800', '2018-03-02T02:00:00.000Z'],
    ['2018-03-01 18:00 America/New_York', '2018-03-01T23:00:00.000Z'],
    ['1 March 2018', '2018-02-28T23:00:00.000Z'],
    ['mar 1, 2018 8:15', '2018-03-01T07:15:00.000Z'],
  ])('%s', (text, expected) => {
    expect(parse(text)).toBe(expected)
  })

  it('keeps the time on the clock over days, and real time over hours, when the clocks change', () => {
    const after = { now: new Date('2018-03-25T10:00:00Z'), zone: 'Europe/Berlin' }
    expect(parse('1 day ago', after)).toBe('2018-03-24T11:00:00.000Z')
    expect(parse('24 hours ago', after)).toBe('2018-03-24T10:00:00.000Z')
  })

  it('takes a month before the 31st as the last day of a shorter month', () => {
    const march = { now: new Date('2018-03-31T10:00:00Z'), zone: 'UTC' }
    expect(parse('1 month ago', march)).toBe('2018-02-28T10:00:00.000Z')
    expect(parse('13 months ago', march)).toBe('2017-02-28T10:00:00.000Z')
  })

  it.each([
    ['tomorrow', undefined],
    ['', undefined],
    ['banana', undefined],
    ['2019-01-01', 'future'],
    ['18:00', 'future'],
    ['01/03/2018', 'year first'],
    ['2018-02-30', 'No such day'],
    ['yesterday 25:00', 'No clock'],
    ['yesterday 13pm', 'No clock'],
    ['2018', undefined],
  ])('refuses "%s"', (text, why) => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({
        code: 'TIME_NOT_UNDERSTOOD',
        exitCode: 2,
        why: why === undefined ? undefined : expect.stringContaining(why),
      }),
    )
  })
})

describe('wall clocks', () => {
  const wall = { year: 2018, month: 3, day: 25, hour: 2, minute: 30, second: 0, millisecond: 0 }

  it('takes a time that was skipped on the clock before the change', () => {
    expect(instantOf(wall, 'Europe/Berlin').toISOString()).toBe('2018-03-25T01:30:00.000Z')
  })

  it('takes the first of a time that came twice', () => {
    expect(instantOf({ ...wall, month: 10, day: 28 }, 'Europe/Berlin').toISOString()).toBe('2018-10-28T00:30:00.000Z')
  })

  it('says the zone, and UTC where that is another', () => {
    const instant = new Date('2018-03-01T17:00:00.250Z')
    expect(describeInstant(instant, 'Europe/Berlin')).toBe(
      '2018-03-01 18:00:00.250 Europe/Berlin (2018-03-01 17:00:00.250 UTC)',
    )
    expect(describeInstant(instant, 'UTC')).toBe('2018-03-01 17:00:00.250 UTC')
  })
})
