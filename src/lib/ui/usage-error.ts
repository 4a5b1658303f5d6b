import { MdwError } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import { nearest } from './nearest.js'

/** Of an error of oclif's parser (its `CLIParseError`), what is used here. */
interface ParseError extends Error {
  oclif?: { exit?: number }
  /** Flags that do not exist. */
  flags?: unknown
  parse?: { input?: { flags?: Record<string, unknown> } }
}

/** What oclif says about flags and arguments. */
export function usageError(error: unknown): MdwError | undefined {
  if (!(error instanceof Error) || (error as ParseError).oclif?.exit !== 2) return undefined
  const text = error.message
    .replace(/\nSee more help with --help$/, '')
    // The reasons are the message.
    .replace(/^The following errors? occurred:\n/, '')
    .replace(/^(Parsing --\S+)\s+/, '$1: ')
    .trim()
  const [message = '', ...rest] = text.split('\n').map(line => line.trim())
  return new MdwError({
    code: 'USAGE',
    message,
    why: rest.join('\n').trim() || undefined,
    actions: [...meantFlags(error), 'Add --help to the command to see its flags and examples.'],
    exitCode: ExitCode.usage,
    cause: error,
  })
}

function meantFlags({ flags, parse }: ParseError): string[] {
  if (!Array.isArray(flags)) return []
  const known = Object.keys(parse?.input?.flags ?? {}).map(name => `--${name}`)
  return flags.flatMap(typed => {
    const guess = String(typed).startsWith('--') ? nearest(String(typed), known) : undefined
    return guess === undefined ? [] : [`Did you mean ${guess}?`]
  })
}
