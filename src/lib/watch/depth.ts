import { MdwError } from '../errors.js'
import { ExitCode } from '../exit-codes.js'

/** `0`, `1`, … or `all`. */
export function parseDepth(text: string): number {
  if (text === 'all') return Number.POSITIVE_INFINITY
  if (/^\d{1,3}$/.test(text)) return Number(text)
  throw new MdwError({
    code: 'INVALID_DEPTH',
    message: `"${text}" is no depth.`,
    actions: ['Give a number of steps, or all: `mdw watch --depth 2`'],
    exitCode: ExitCode.usage,
  })
}
