import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { execa } from 'execa'
import { packageRoot } from '../../src/lib/project/paths.js'
import { cliEntry, cliEnvironment } from './cli.js'
import { dbtPython } from './dbt-python.js'

export interface OnTerminal {
  exitCode: number
  /** All that the terminal was sent, without colours and movements. */
  shown: string
}

/** Runs the built command line on a terminal, with a user who answers each question once it is asked. */
export async function mdwOnTerminal(
  args: string[],
  cwd: string,
  env: Record<string, string>,
  answers: [question: string, answer: string][],
): Promise<OnTerminal> {
  const script = join(packageRoot, 'test', 'support', 'terminal.py')
  const command = [script, JSON.stringify(answers), process.execPath, cliEntry, ...args]
  const variables = { ...cliEnvironment(env), TERM: 'xterm', CI: undefined }
  const result = await execa(await dbtPython(), command, { cwd, env: variables, extendEnv: false, reject: false })
  return { exitCode: result.exitCode ?? -1, shown: stripVTControlCharacters(result.stdout).replaceAll('\r', '') }
}
