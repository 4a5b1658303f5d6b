import { Chalk, type ChalkInstance } from 'chalk'

/** https://no-color.org: any non-empty NO_COLOR means no colour; so do a dumb terminal and anything that is no terminal. */
function plain(stream: NodeJS.WriteStream): boolean {
  if (process.env.NO_COLOR) return true
  if (process.env.FORCE_COLOR) return process.env.FORCE_COLOR === '0'
  return !stream.isTTY || process.env.TERM === 'dumb'
}

function coloursFor(stream: NodeJS.WriteStream): ChalkInstance {
  return plain(stream) ? new Chalk({ level: 0 }) : new Chalk()
}

/** For progress and errors. */
export const errColours = coloursFor(process.stderr)
/** For data. */
export const outColours = coloursFor(process.stdout)

/** Whether moving lines may be drawn on stderr. */
export function isInteractive(): boolean {
  return process.stderr.isTTY === true && process.env.TERM !== 'dumb' && !process.env.CI
}
