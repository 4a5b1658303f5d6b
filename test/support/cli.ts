import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { packageRoot } from '../../src/lib/project/paths.js'

export interface CliResult {
  exitCode: number
  stdout: string
  stderr: string
}

export const cliEntry = join(packageRoot, 'bin', 'run.mjs')

/** The variables that tests give to the command line: none of this machine's own settings. */
export function cliEnvironment(extra: Record<string, string> = {}): Record<string, string | undefined> {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(AWS_|MDW_|NO_COLOR|FORCE_COLOR|CI$)/.test(name))
  return { ...Object.fromEntries(inherited), MDW_VENV: join(packageRoot, '.mdw', 'venv'), ...extra }
}

/** Runs the built command line as a user would, without a terminal. */
export async function mdw(
  args: string[],
  cwd: string,
  env: Record<string, string> = {},
  input?: string,
): Promise<CliResult> {
  const result = await execa(process.execPath, [cliEntry, ...args], {
    cwd,
    env: cliEnvironment(env),
    extendEnv: false,
    reject: false,
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
    stripFinalNewline: false,
  })
  return { exitCode: result.exitCode ?? -1, stdout: result.stdout, stderr: result.stderr }
}

/** The smallest project: an mdw.yml. */
export function writeProject(folder: string, config = 'name: shop\n'): void {
  writeFileSync(join(folder, 'mdw.yml'), config)
}
