import type { ChalkInstance } from 'chalk'
import { InterruptedError, MdwError, messageOf, systemCodeOf } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import { usageError } from './usage-error.js'

/** Anything that was thrown, as the error that the user sees. */
export function toFailure(error: unknown, interrupted: boolean): MdwError {
  if (error instanceof MdwError) return error
  if (interrupted) return new InterruptedError('Stopped.')
  return usageError(error) ?? fileError(error) ?? bug(error)
}

const FILE_REASONS: Record<string, [why: string, action: string]> = {
  EACCES: [
    'This user may not write or read there.',
    'Change the owner or the permissions of the path, or work in another folder.',
  ],
  EPERM: [
    'The system does not allow it.',
    'Change the owner or the permissions of the path, or work in another folder.',
  ],
  EROFS: ['The file system is read-only.', 'Work in a folder on a writable disk.'],
  ENOTDIR: ['A file is where a folder has to be.', 'Move the file away, or work in another folder.'],
  EEXIST: ['Something else is where it has to be.', 'Move it away, or work in another folder.'],
  ENOSPC: ['The disk is full.', 'Free some space, then run the command again: it continues where it stopped.'],
  EMFILE: ['Too many files are open.', 'Raise the limit (`ulimit -n 4096`), then run the command again.'],
  EDQUOT: ['The disk quota is used up.', 'Free some space, then run the command again.'],
}

/** The machine's own refusals, which are no bugs: permissions, full and read-only disks. */
function fileError(error: unknown): MdwError | undefined {
  const code = systemCodeOf(error)
  const reason = code === undefined ? undefined : FILE_REASONS[code]
  if (reason === undefined) return undefined
  const path = (error as NodeJS.ErrnoException).path
  return new MdwError({
    code: `FILE_${code}`,
    message: path === undefined ? messageOf(error) : `${path} could not be used (${code}).`,
    why: reason[0],
    actions: [reason[1]],
    exitCode: ExitCode.failed,
    cause: error,
  })
}

function bug(error: unknown): MdwError {
  return new MdwError({
    code: 'BUG',
    message: `Something unexpected happened: ${messageOf(error)}`,
    why: 'This is a bug in mdw, not in your project.',
    actions: ['Run the command again with --debug and report what it prints.'],
    exitCode: ExitCode.bug,
    cause: error,
  })
}

/** The lines on stderr: what happened, why, what to do next; the stack only for --debug. */
export function renderFailure(failure: MdwError, colours: ChalkInstance, debug: boolean): string {
  const lines = [`${colours.red.bold('Error:')} ${failure.message}`]
  if (failure.why) for (const line of failure.why.split('\n')) lines.push(`  ${line}`)
  for (const action of failure.actions) lines.push(`  ${colours.cyan('→')} ${action}`)
  if (debug) {
    for (let error: unknown = failure; error instanceof Error; error = error.cause) {
      lines.push(colours.dim(error.stack ?? error.message))
    }
  } else if (failure.exitCode !== ExitCode.usage) {
    lines.push(colours.dim(`  (${failure.code})`))
  }
  return `${lines.join('\n')}\n`
}
