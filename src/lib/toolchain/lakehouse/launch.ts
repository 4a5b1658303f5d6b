import { spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { MdwError } from '../../errors.js'
import { ExitCode } from '../../exit-codes.js'
import { packageRoot } from '../../project/paths.js'
import { readJson } from './locator.js'

export interface LaunchOptions {
  /** `.mdw`, absolute. */
  stateDir: string
  /** `.mdw/lakehouse`, absolute. */
  folder: string
  port: number
  region: string
  /** The site-packages with the DuckDB extensions, absolute. */
  extensionDir: string
  /** Names of Athena's limits that are not enforced. */
  limitsOff: string[]
}

export const lakehouseMain = join(packageRoot, 'dist', 'lib', 'lakehouse', 'main.js')
const LOG_LIMIT_BYTES = 10 * 1024 * 1024

export function logFile(folder: string): string {
  return join(folder, 'lakehouse.log')
}

export interface Launched {
  pid: number
  /** Resolves when the process ends, which it should not. */
  ended: Promise<number | null>
  /** Lets this process end while the lakehouse goes on. */
  release(): void
}

function launchArguments(options: LaunchOptions): string[] {
  return [
    ...['--state-dir', options.stateDir, '--port', String(options.port)],
    ...['--extension-dir', options.extensionDir, '--region', options.region],
    ...(options.limitsOff.length === 0 ? [] : ['--limits-off', options.limitsOff.join(',')]),
  ]
}

/** Starts the process in the background, in a session of its own: it outlives this command and its terminal. */
export function launch(options: LaunchOptions): Launched {
  mkdirSync(options.folder, { recursive: true })
  const log = openLog(options.folder)
  const args = launchArguments(options)
  const child = spawn(process.execPath, [lakehouseMain, ...args], {
    cwd: options.stateDir,
    detached: true,
    stdio: ['ignore', log, log],
    env: lakehouseEnvironment(),
  })
  closeSync(log)
  if (child.pid === undefined) {
    throw new MdwError({
      code: 'LAKEHOUSE_NOT_STARTED',
      message: 'The lakehouse process could not be started.',
      why: `${process.execPath} did not run.`,
      exitCode: ExitCode.notReady,
    })
  }
  writeFileSync(join(options.folder, 'launch.json'), JSON.stringify(args))
  const ended = new Promise<number | null>(resolve => {
    child.on('error', () => resolve(null))
    child.on('exit', code => resolve(code))
  })
  return { pid: child.pid, ended, release: () => child.unref() }
}

/** Whether a running lakehouse was started with other options than it would be now. */
export function launchedDifferently(options: LaunchOptions): boolean {
  const before = readJson<string[]>(join(options.folder, 'launch.json'))
  return before === undefined || JSON.stringify(before) !== JSON.stringify(launchArguments(options))
}

/**
 * The user's AWS settings are for other endpoints, and NODE_OPTIONS for other programs. A running query holds one of
 * Node's pool threads, of which there are only four by default.
 */
function lakehouseEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_') && name !== 'NODE_OPTIONS')
  return { ...Object.fromEntries(kept), UV_THREADPOOL_SIZE: '24' }
}

function openLog(folder: string): number {
  const file = logFile(folder)
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size > LOG_LIMIT_BYTES) renameSync(file, `${file}.1`)
  return openSync(file, 'a', 0o600)
}

/** The last lines of the log, for messages. */
export function logTail(folder: string, lines: number): string {
  const file = logFile(folder)
  if (!existsSync(file)) return ''
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n')
}
