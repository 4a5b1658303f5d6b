/** Dates of projected partitions: Java's SimpleDateFormat letters that make sense in a path, and ranges relative to NOW. */
const FIELDS = ['y', 'M', 'd', 'H', 'm', 's'] as const

interface FormatPart {
  field?: (typeof FIELDS)[number]
  width: number
  text: string
}

function parts(format: string): FormatPart[] {
  const found = format.match(/'(?:[^']|'')*'|([a-zA-Z])\1*|[^a-zA-Z']+/g) ?? []
  return found.map(text => {
    if (text.startsWith("'")) return { width: 0, text: text.slice(1, -1).replaceAll("''", "'") || "'" }
    const letter = text[0] === 'u' ? 'y' : text[0]!
    const field = FIELDS.find(known => known === letter)
    return field ? { field, width: text.length, text } : { width: 0, text }
  })
}

/** A regular expression for texts of this format. */
export function dateFormatPattern(format: string): string {
  return parts(format)
    .map(({ field, width, text }) =>
      field ? `[0-9]{${width === 1 ? '1,2' : width}}` : text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'),
    )
    .join('')
}

function readDate(format: string, text: string): number | undefined {
  const known = parts(format)
  const pattern = known
    .map(({ field, width, text: literal }) =>
      field ? `([0-9]{${width === 1 ? '1,2' : width}})` : literal.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'),
    )
    .join('')
  const match = new RegExp(`^${pattern}$`).exec(text)
  if (!match) return undefined
  const value = { y: 1970, M: 1, d: 1, H: 0, m: 0, s: 0 }
  known
    .filter(part => part.field)
    .forEach((part, i) => {
      value[part.field!] = Number(match[i + 1])
    })
  return Date.UTC(value.y, value.M - 1, value.d, value.H, value.m, value.s)
}

/** Whether a text of the format lies in the range; bounds are dates of the format or `NOW±3DAYS`. */
export function dateRange(format: string, [from, to]: [string, string]): (text: string) => boolean {
  const low = bound(format, from)
  const high = bound(format, to)
  return text => {
    const date = readDate(format, text)
    return date !== undefined && date >= low && date <= high
  }
}

function bound(format: string, text: string): number {
  const relative = /^NOW\s*(?:([+-])\s*(\d+)\s*(YEAR|MONTH|WEEK|DAY|HOUR|MINUTE|SECOND)S?)?$/i.exec(text)
  if (!relative) return readDate(format, text) ?? Number.NaN
  const date = new Date()
  const amount = Number(relative[2] ?? 0) * (relative[1] === '-' ? -1 : 1)
  switch (relative[3]?.toUpperCase()) {
    case 'YEAR':
      date.setUTCFullYear(date.getUTCFullYear() + amount)
      break
    case 'MONTH':
      date.setUTCMonth(date.getUTCMonth() + amount)
      break
    case 'WEEK':
      date.setUTCDate(date.getUTCDate() + 7 * amount)
      break
    case 'DAY':
      date.setUTCDate(date.getUTCDate() + amount)
      break
    case 'HOUR':
      date.setUTCHours(date.getUTCHours() + amount)
      break
    case 'MINUTE':
      date.setUTCMinutes(date.getUTCMinutes() + amount)
      break
    case 'SECOND':
      date.setUTCSeconds(date.getUTCSeconds() + amount)
  }
  return date.getTime()
}
