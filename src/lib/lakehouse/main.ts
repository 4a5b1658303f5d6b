/** The lakehouse process. `mdw up` starts it in the background; it tells where it is through `locator.json`. */
import { randomUUID } from 'node:crypto'
import { accessSync, constants, existsSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type ProcessArguments, readArguments } from './process/arguments.js'
import { writeJsonFile } from './process/atomic-file.js'
import { LogFile } from './process/log-file.js'
import { ProcessLock } from './process/process-lock.js'
import { StartError } from './process/start-error.js'
import { startLakehouse } from './server.js'

const UNUSABLE_DISK = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENOENT', 'ENOTDIR', 'EEXIST', 'EIO']

async function run(args: ProcessArguments): Promise<void> {
  const folder = join(args.stateDir, 'lakehouse')
  prepareFolder(folder)
  const log = new LogFile(join(folder, 'lakehouse.log'))
  const instance = randomUUID()
  const lock = ProcessLock.acquire(join(folder, 'lock'), instance, args.stateDir)
  const locator = join(folder, 'locator.json')
  rmSync(locator, { force: true })
  log.info('starting', { pid: process.pid, instance, node: process.version })

  // One request's mistake must not take the queries of all others down; the log has it.
  process.on('uncaughtException', error => log.error('uncaught exception', { error: error.stack }))
  process.on('unhandledRejection', reason => {
    log.error('unhandled rejection', { error: reason instanceof Error ? reason.stack : String(reason) })
  })

  const lake = await startLakehouse({ ...args, instance, log }).catch(error => {
    lock.release()
    throw error
  })
  const { endpoint, port, version } = lake
  writeJsonFile(locator, { pid: process.pid, port, endpoint, version, startedAt: new Date().toISOString(), instance })
  log.info('ready', { endpoint, version })

  const stop = async (signal: string) => {
    log.info('stopping', { signal })
    rmSync(locator, { force: true })
    await lake.close().catch(error => log.error('stopping failed', { error: error.stack }))
    lock.release()
    log.info('stopped')
    process.exit(0)
  }
  let isStopping = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (isStopping) return
      isStopping = true
      void stop(signal)
    })
  }
}

function prepareFolder(folder: string): void {
  makeFolder(folder)
  accessSync(folder, constants.W_OK | constants.X_OK)
}

/** One level at a time: Node's recursive form never returns where a file system refuses new folders with ENOENT. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return
  makeFolder(dirname(folder))
  mkdirSync(folder)
}

function explain(error: unknown, args: ProcessArguments | undefined): { message: string; exitCode: number } {
  if (error instanceof StartError) return { message: error.message, exitCode: error.exitCode }
  const { code, path, message, stack } = error as NodeJS.ErrnoException
  if (code && UNUSABLE_DISK.includes(code)) {
    return { message: `The lakehouse cannot write to ${path ?? args?.stateDir}: ${message}`, exitCode: 4 }
  }
  return { message: `The lakehouse did not start: ${stack ?? message}`, exitCode: 70 }
}

let args: ProcessArguments | undefined
try {
  args = readArguments(process.argv.slice(2))
  await run(args)
} catch (error) {
  const { message, exitCode } = explain(error, args)
  process.stderr.write(`${message}\n`)
  process.exit(exitCode)
}
