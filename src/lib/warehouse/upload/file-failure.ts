import { MdwError, systemCodeOf } from '../../errors.js'

const REASONS: Record<string, string> = {
  ENOENT: 'It is not there any more.',
  EACCES: 'You may not read it.',
  EPERM: 'You may not read it.',
  EISDIR: 'It is a folder.',
  EIO: 'The disk does not give it out.',
}

/** A sentence for a file that cannot be read; undefined for any other failure. */
export function fileFailure(error: unknown, shown: string): MdwError | undefined {
  const why = REASONS[systemCodeOf(error) ?? '']
  if (why === undefined || error instanceof MdwError) return undefined
  return new MdwError({
    code: 'FILE_NOT_READABLE',
    message: `${shown} cannot be read.`,
    why,
    actions: ['Correct that, then run the command again: files that are uploaded already are skipped.'],
    cause: error,
    data: { file: shown },
  })
}
