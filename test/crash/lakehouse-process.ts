import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { packageRoot } from '../../src/lib/project/paths.js'
import { testExtensionDir } from '../lakehouse.js'

/** A started `dist/lib/lakehouse/main.js`, as `mdw up` starts it. */
export interface LakehouseProcess {
  endpoint: string
  credentials: { accessKeyId: string; secretAccessKey: string }
  /** Ends it as a power cut would, as far as the process can see, and waits for its end. */
  kill(): Promise<void>
}

const START_MS = 60_000

export async function startLakehouseProcess(stateDir: string): Promise<LakehouseProcess> {
  const child = spawn(
    process.execPath,
    [
      join(packageRoot, 'dist', 'lib', 'lakehouse', 'main.js'),
      ...['--state-dir', stateDir, '--port', '0', '--extension-dir', testExtensionDir()],
    ],
    { stdio: 'ignore', env: { ...process.env, UV_THREADPOOL_SIZE: '24' } },
  )
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()))
  const json = (name: string) => JSON.parse(readFileSync(join(stateDir, 'lakehouse', name), 'utf8'))
  await ready(child, () => existsSync(join(stateDir, 'lakehouse', 'locator.json')) && json('locator.json').pid)
  return {
    endpoint: json('locator.json').endpoint,
    credentials: json('credentials.json'),
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** A killed process leaves its locator behind, so the locator must name this one. */
async function ready(child: ChildProcess, locatedPid: () => unknown): Promise<void> {
  for (const end = Date.now() + START_MS; Date.now() < end; await sleep(20)) {
    if (child.exitCode !== null) throw new Error(`The lakehouse ended with code ${child.exitCode}`)
    if (locatedPid() === child.pid) return
  }
  child.kill('SIGKILL')
  throw new Error('The lakehouse did not become ready')
}
