import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { execa } from 'execa'
import { InterruptedError, MdwError } from '../errors.js'
import { ExitCode } from '../exit-codes.js'

export interface ProcessRequest {
  /** A program's name or path. Never a shell line. */
  command: string
  args: string[]
  cwd?: string
  /** The whole environment of the child; the parent's own when left out. */
  env?: NodeJS.ProcessEnv
  /** Its abort becomes one SIGINT to the child; this waits until the child has ended. */
  signal?: AbortSignal
  /** Whole lines of stdout and stderr, as they come. */
  onLine?: (line: string) => void
  onErrorLine?: (line: string) => void
}

export interface ProcessResult {
  exitCode: number
  stdout: string
  stderr: string
  seconds: number
}

/** Kept of each stream for error messages; a process may print without end. */
const KEPT_CHARACTERS = 1_000_000

/**
 * Runs a program to its end. It throws TOOL_NOT_FOUND when the program does not exist and INTERRUPTED after an abort;
 * any exit code is a result.
 */
export async function runProcess(request: ProcessRequest): Promise<ProcessResult> {
  const started = performance.now()
  if (request.signal?.aborted) throw new InterruptedError('Stopped.')
  const child = execa(request.command, request.args, {
    cwd: request.cwd,
    env: request.env ?? process.env,
    extendEnv: false,
    reject: false,
    buffer: false,
    stdin: 'ignore',
    // Its own process group: a Ctrl-C on the terminal reaches it once, from here, and not twice.
    detached: process.platform !== 'win32',
    cleanup: true,
  })
  const stop = () => child.kill('SIGINT')
  request.signal?.addEventListener('abort', stop, { once: true })
  try {
    const [stdout, stderr, ended] = await Promise.all([
      collectLines(child.stdout, request.onLine),
      collectLines(child.stderr, request.onErrorLine),
      child,
    ])
    if (request.signal?.aborted) throw new InterruptedError('Stopped.')
    if (ended.exitCode === undefined && ended.signal === undefined) throw notStarted(request, ended.code, ended)
    return {
      // As a shell counts: 128 and the signal's number; SIGKILL (out of memory) is the one that happens.
      exitCode: ended.exitCode ?? (ended.signal === 'SIGKILL' ? 137 : 143),
      stdout,
      stderr,
      seconds: (performance.now() - started) / 1000,
    }
  } finally {
    request.signal?.removeEventListener('abort', stop)
  }
}

async function collectLines(stream: Readable | null, onLine?: (line: string) => void): Promise<string> {
  if (stream === null) return ''
  let kept = ''
  const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })
  for await (const line of lines) {
    onLine?.(line)
    kept += `${line}\n`
    if (kept.length > KEPT_CHARACTERS) kept = kept.slice(-KEPT_CHARACTERS / 2)
  }
  return kept
}

function notStarted({ command, cwd }: ProcessRequest, code: string | undefined, cause: unknown): MdwError {
  // The system's answer is the same for a program and for a folder that do not exist.
  if (code === 'ENOENT' && cwd !== undefined && !existsSync(cwd)) {
    return new MdwError({
      code: 'NO_FOLDER',
      message: `${cwd} does not exist.`,
      actions: ['Make the folder, or correct its name in mdw.yml.'],
      exitCode: ExitCode.usage,
      cause,
    })
  }
  return new MdwError({
    code: 'TOOL_NOT_FOUND',
    message: `${command} could not be started${code === undefined ? '' : ` (${code})`}.`,
    actions: ['Run `mdw doctor` to see what is missing.'],
    exitCode: ExitCode.notReady,
    cause,
  })
}

/** The end of a tool's output, for a message: the last lines that say something. */
export function lastLines(result: Pick<ProcessResult, 'stdout' | 'stderr'>, count = 12): string {
  const text = result.stderr.trim() || result.stdout.trim()
  return text.split('\n').slice(-count).join('\n')
}
