import { spawn } from 'node:child_process'
import { MdwError, systemCodeOf } from '../errors.js'
import { ExitCode } from '../exit-codes.js'

/**
 * Runs a program on this terminal and returns its exit code, 128 and more for a signal. A Ctrl-C reaches the program
 * from the terminal itself; other ways of stopping this process are passed on.
 */
export async function runAttached(
  command: string,
  args: string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<number> {
  const child = spawn(command, args, { env, stdio: 'inherit' })
  const stop = () => {
    if (!process.stdin.isTTY) child.kill('SIGINT')
  }
  signal.addEventListener('abort', stop, { once: true })
  return new Promise((resolve, reject) => {
    child.on('error', error => reject(notStarted(command, error)))
    child.on('close', (code, ended) => resolve(code ?? (ended === 'SIGKILL' ? 137 : 130)))
  })
}

function notStarted(command: string, error: Error): MdwError {
  const missing = systemCodeOf(error) === 'ENOENT'
  return new MdwError({
    code: 'TOOL_NOT_FOUND',
    message: missing ? `${command} was not found on the PATH.` : `${command} could not be started: ${error.message}`,
    actions: ['Check the name, or give the program’s path.'],
    exitCode: ExitCode.notReady,
    cause: error,
  })
}
