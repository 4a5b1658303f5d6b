import { badTime } from './bad-time.js'
import { daysInMonth, parseDay } from './parse-day.js'
import { type Clock, instantOf, isTimeZone, utcOf, type WallTime, wallTime } from './time-zone.js'

const UNITS: Record<string, keyof typeof SIZE> = {
  ...{ s: 'second', sec: 'second', second: 'second', min: 'minute', minute: 'minute', m: 'minute' },
  ...{ h: 'hour', hr: 'hour', hour: 'hour', d: 'day', day: 'day', w: 'week', week: 'week' },
  ...{ mo: 'month', month: 'month', y: 'year', year: 'year' },
}

/** What to take from which field of the wall clock. */
const SIZE = {
  second: ['second', 1],
  minute: ['minute', 1],
  hour: ['hour', 1],
  day: ['day', 1],
  week: ['day', 7],
  month: ['month', 1],
  year: ['year', 1],
} as const satisfies Record<string, [keyof WallTime, number]>

const AMOUNT = String.raw`(?:an?\s+|\d+\s*)(?:${Object.keys(UNITS).join('|')})s?`
const AGO = new RegExp(String.raw`^((?:${AMOUNT}(?:\s*(?:,|and)?\s*)?)+)\s*ago\b\s*(.*)$`)
const ZONE = /(?:\s*(z)|\s+(utc|gmt)|\s*([+-]\d{2}(?::?\d{2})?)|\s+([a-z_]+(?:\/[a-z_+-]+)+))$/
const TIME = /^(?:at\s+)?(\d{1,2})(?::(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(am|pm)?$/

/**
 * The instant that a person's words mean: `2018-03-01`, `2018-03-01T18:00Z`, `yesterday 18:00`, `2 hours ago`, `last monday
 * at noon`, `1 mar 2018`. Without a time of day it is the day's start; without a zone it is the clock's.
 */
export function parseTime(text: string, clock: Clock): Date {
  const words = text.trim().toLowerCase().replace(/\s+/g, ' ')
  if (words === 'now') return clock.now
  const ago = AGO.exec(words)
  if (ago !== null) return past(timeAgo(ago[1]!, ago[2]!, clock, text), text, clock)
  const { rest, zone, offset } = takeZone(words)
  const local: Clock = { now: clock.now, zone: zone ?? clock.zone }
  const { day, after } = parseDay(rest, offset === undefined ? local : { ...local, zone: 'UTC' }, text)
  const wall = { ...day, ...timeOfDay(after, text) }
  const instant = offset === undefined ? instantOf(wall, local.zone) : new Date(utcOf(wall) - offset)
  return past(instant, text, clock)
}

function past(instant: Date, text: string, clock: Clock): Date {
  if (instant <= clock.now) return instant
  throw badTime(text, 'It is in the future.', clock)
}

function timeAgo(amounts: string, after: string, clock: Clock, text: string): Date {
  const wall = wallTime(clock.now, clock.zone)
  let exact = 0
  for (const [, count, name] of amounts.matchAll(/\b(an?(?=\s)|\d+)\s*([a-z]+)/g)) {
    const amount = /^an?$/.test(count!) ? 1 : Number(count)
    const unit = UNITS[name!] ?? UNITS[name!.replace(/s$/, '')]!
    // Hours are exact; days and more keep the time on the clock, whatever summer time does.
    if (unit === 'second' || unit === 'minute' || unit === 'hour') {
      exact += amount * { second: 1, minute: 60, hour: 3600 }[unit] * 1000
    } else {
      const [field, factor] = SIZE[unit]
      wall[field] -= amount * factor
    }
  }
  if (after !== '') Object.assign(wall, timeOfDay(after, text))
  return new Date(instantOf(daysInMonth(wall), clock.zone).getTime() - exact)
}

function takeZone(words: string): { rest: string; zone?: string; offset?: number } {
  const found = ZONE.exec(words)
  // The end of a bare date is no zone: `2018-03-01`.
  if (found === null || (found[3] !== undefined && !/\d:\d\d|t\d/.test(words.slice(0, found.index)))) {
    return { rest: words }
  }
  const rest = words.slice(0, found.index)
  if (found[1] !== undefined || found[2] !== undefined) return { rest, offset: 0 }
  if (found[4] !== undefined) return isTimeZone(found[4]) ? { rest, zone: canonical(found[4]) } : { rest: words }
  const [, sign, hours, minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(found[3]!)!
  return { rest, offset: (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000 }
}

function canonical(zone: string): string {
  return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone
}

function timeOfDay(words: string, text: string): Pick<WallTime, 'hour' | 'minute' | 'second' | 'millisecond'> {
  const [hour, rest] = /noon$/.test(words) ? [12, ''] : /^(at )?midnight$|^$/.test(words) ? [0, ''] : [undefined, words]
  if (hour !== undefined) return { hour, minute: 0, second: 0, millisecond: 0 }
  const found = TIME.exec(rest)
  if (found === null) throw badTime(text)
  const [, hours, minutes = '0', seconds = '0', fraction = '', half] = found
  const clockHour = Number(hours)
  const wrong = half === undefined ? clockHour > 23 : clockHour < 1 || clockHour > 12
  if (wrong || Number(minutes) > 59 || Number(seconds) > 59) throw badTime(text, 'No clock shows this time.')
  return {
    hour: half === undefined ? clockHour : (clockHour % 12) + (half === 'pm' ? 12 : 0),
    minute: Number(minutes),
    second: Number(seconds),
    millisecond: Number(fraction.padEnd(3, '0').slice(0, 3)),
  }
}
