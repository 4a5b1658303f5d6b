import { MdwError } from '../errors.js'
import { ExitCode } from '../exit-codes.js'

const SECONDS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }

/** `7d`, `12h`, `90m`, `2 weeks`: seconds. */
export function parseDuration(text: string, flag: string): number {
  const match = /^(\d+)\s*(s|m|h|d|w)(?:ec(?:ond)?s?|in(?:ute)?s?|ours?|ays?|eeks?)?$/.exec(text.trim().toLowerCase())
  if (match !== null) return Number(match[1]) * SECONDS[match[2]!]!
  throw new MdwError({
    code: 'USAGE',
    message: `${flag} does not take "${text}".`,
    why: 'It is a number and a unit: s, m, h, d or w.',
    actions: [`${flag} 7d`],
    exitCode: ExitCode.usage,
  })
}

/** `7 days`, `1 hour`, `90 s`: the largest unit that divides it. */
export function formatDuration(seconds: number): string {
  for (const [unit, size] of [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ] as const) {
    if (seconds >= size && seconds % size === 0) {
      const count = seconds / size
      return `${count} ${unit}${count === 1 ? '' : 's'}`
    }
  }
  return `${seconds} s`
}
