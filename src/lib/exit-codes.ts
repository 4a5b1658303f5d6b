/**
 * Every way a command can end, as scripts see it. The README's table is this one: change both.
 */
export const ExitCode = {
  /** Everything asked for was done, or was already so. */
  ok: 0,
  /** The operation was tried and failed. */
  failed: 1,
  /** The command line or a project file is wrong. Nothing was started. */
  usage: 2,
  /** Differences were found, and the flags asked to be told by exit code. */
  differences: 3,
  /** Something that the command needs is not there: a tool, the lakehouse, credentials. */
  notReady: 4,
  /** Part of the work was done; the output says which part was not. */
  partlyDone: 5,
  /** A destructive step was not confirmed. Nothing was changed. */
  notConfirmed: 6,
  /** A bug in mdw. */
  bug: 70,
  /** Ctrl-C or SIGTERM. The output says what was done. */
  interrupted: 130,
} as const

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode]
