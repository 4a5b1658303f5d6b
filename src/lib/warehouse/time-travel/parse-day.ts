import { badTime } from './bad-time.js'
import { type Clock, utcOf, type WallTime, wallTime } from './time-zone.js'

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

interface Day {
  /** The day's start on the wall clock; fields may be out of range and carry over. */
  day: WallTime
  /** The words after the day: a time of day, or nothing. */
  after: string
}

type Read = (match: string[], today: WallTime, date: (year: number, month: number, day: number) => WallTime) => WallTime

/** How days are written; what follows a day is the last group of each. */
const FORMS: [RegExp, Read][] = [
  [/^(today|yesterday)\b(.*)$/, ([, word], today) => ({ ...today, day: today.day - (word === 'today' ? 0 : 1) })],
  [
    /^(?:last |on )?((?:sun|mon|tues|wednes|thurs|fri|satur)day)\b(.*)$/,
    ([, word], today) => {
      const weekday = new Date(utcOf(today)).getUTCDay()
      return { ...today, day: today.day - ((weekday - WEEKDAYS.indexOf(word!) + 7) % 7 || 7) }
    },
  ],
  [/^last week\b(.*)$/, (_, today) => ({ ...today, day: today.day - 7 })],
  [/^last month\b(.*)$/, (_, today) => daysInMonth({ ...today, month: today.month - 1 })],
  [/^last year\b(.*)$/, (_, today) => daysInMonth({ ...today, year: today.year - 1 })],
  [/^(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ](.*))?$/, ([, y, m, d], _, date) => date(Number(y), Number(m), Number(d))],
  [/^(\d{4})(\d\d)(\d\d)(?:[t ](.*))?$/, ([, y, m, d], _, date) => date(Number(y), Number(m), Number(d))],
  [/^(\d{1,2})\.? ([a-z]{3})[a-z]*\.? (\d{4})\b(.*)$/, ([, d, m, y], _, date) => date(Number(y), month(m!), Number(d))],
  [/^([a-z]{3})[a-z]*\.? (\d{1,2}),? (\d{4})\b(.*)$/, ([, m, d, y], _, date) => date(Number(y), month(m!), Number(d))],
  [/^((?:at )?\d{1,2}(?::\d| ?[ap]m).*)$/, (_, today) => today],
]

function month(name: string): number {
  return MONTHS.indexOf(name) + 1
}

/** Takes the day from the front of the words; a time of day alone is today's. */
export function parseDay(words: string, clock: Clock, text: string): Day {
  const today = { ...wallTime(clock.now, clock.zone), hour: 0, minute: 0, second: 0, millisecond: 0 }
  const date = (year: number, month: number, day: number) => {
    const real = new Date(Date.UTC(year, month - 1, day))
    if (real.getUTCMonth() !== month - 1 || real.getUTCDate() !== day) throw badTime(text, 'No such day exists.', clock)
    return { ...today, year, month, day }
  }
  for (const [form, read] of FORMS) {
    const match = form.exec(words)
    if (match !== null) return { day: read(match, today, date), after: (match.at(-1) ?? '').trim() }
  }
  const unclear = /^\d{1,2}[./]\d{1,2}[./]\d{2,4}/.test(words)
  throw badTime(text, unclear ? 'Day and month can’t be told apart. Write the year first.' : undefined, clock)
}

/** With a month carried over, and the day no later than the month's last: a month before 31 March is 28 February. */
export function daysInMonth(wall: WallTime): WallTime {
  const months = wall.year * 12 + wall.month - 1
  const [year, month] = [Math.floor(months / 12), (months % 12) + 1]
  return { ...wall, year, month, day: Math.min(wall.day, new Date(Date.UTC(year, month, 0)).getUTCDate()) }
}
