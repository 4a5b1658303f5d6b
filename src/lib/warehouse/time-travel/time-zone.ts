/** Fields of a clock on the wall. `month` is 1 to 12. */
export interface WallTime {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  millisecond: number
}

/** Now, and the time zone in which people's words such as "yesterday" are meant. */
export interface Clock {
  now: Date
  /** IANA name: `Europe/Berlin`. */
  zone: string
}

/** The machine's clock; TZ sets the zone. */
export function localClock(): Clock {
  return { now: new Date(), zone: Intl.DateTimeFormat().resolvedOptions().timeZone }
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

const formats = new Map<string, Intl.DateTimeFormat>()

export function wallTime(instant: Date, zone: string): WallTime {
  let format = formats.get(zone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      era: 'short',
      ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
    })
    formats.set(zone, format)
  }
  const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]))
  return {
    year: Number(parts.year),
    month: Number(parts.month),
    day: Number(parts.day),
    hour: Number(parts.hour),
    minute: Number(parts.minute),
    second: Number(parts.second),
    millisecond: instant.getUTCMilliseconds(),
  }
}

/**
 * The instant at which clocks in the zone show that time. A time that a change of the clocks skips is taken on the clock
 * before the change, one that happens twice is the first.
 */
export function instantOf(wall: WallTime, zone: string): Date {
  const utc = utcOf(wall)
  const day = 24 * 60 * 60 * 1000
  const before = offsetAt(utc - day, zone)
  const offsets = [before, offsetAt(utc + day, zone)]
  const valid = offsets.map(offset => utc - offset).filter(at => offsetAt(at, zone) === utc - at)
  return new Date(valid.length > 0 ? Math.min(...valid) : utc - before)
}

function offsetAt(at: number, zone: string): number {
  return utcOf(wallTime(new Date(at), zone)) - at
}

/** Fields out of range carry over: day 0 is the last of the month before. */
export function utcOf({ year, month, day, hour, minute, second, millisecond }: WallTime): number {
  return Date.UTC(year, month - 1, day, hour, minute, second, millisecond)
}

/** `2018-03-01 18:00:00.250 Europe/Berlin`; whole seconds without a fraction. */
function formatInstant(instant: Date, zone: string): string {
  return `${formatWall(instant, zone)} ${zone}`
}

/** `2018-03-01 18:00:00` in the zone. */
export function formatWall(instant: Date, zone: string): string {
  const { year, month, day, hour, minute, second, millisecond } = wallTime(instant, zone)
  const two = (value: number) => String(value).padStart(2, '0')
  const fraction = millisecond === 0 ? '' : `.${String(millisecond).padStart(3, '0')}`
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}${fraction}`
}

/** In the user's zone and, where that is another one, in UTC, which is Athena's. */
export function describeInstant(instant: Date, zone: string): string {
  const local = formatInstant(instant, zone)
  return zone === 'UTC' ? local : `${local} (${formatInstant(instant, 'UTC')})`
}
