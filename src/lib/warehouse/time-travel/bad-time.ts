import { MdwError } from '../../errors.js'
import { ExitCode } from '../../exit-codes.js'
import { type Clock, describeInstant } from './time-zone.js'

/** The error about words that mean no time. */
export function badTime(text: string, why?: string, clock?: Clock): MdwError {
  return new MdwError({
    code: 'TIME_NOT_UNDERSTOOD',
    message: `"${text}" is not a time that mdw can use.`,
    why: clock === undefined || why === undefined ? why : `${why} It is now ${describeInstant(clock.now, clock.zone)}.`,
    actions: [
      'Give a date or time: 2018-03-01, "2018-03-01 18:00", 2018-03-01T18:00Z, yesterday, "yesterday 18:00", "2 hours ago".',
      'Or a snapshot: its id, or -1 for the one before the current; `mdw history <table>` lists them.',
    ],
    exitCode: ExitCode.usage,
  })
}
