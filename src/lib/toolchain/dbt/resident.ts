import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { execa, type ResultPromise } from 'execa'
import { InterruptedError, type MdwError } from '../../errors.js'
import { packageRoot } from '../../project/paths.js'
import { venvPython } from '../python/installed.js'
import { type DbtProject, dbtVariables } from './environment.js'
import type { DbtEvent, NodeResult } from './events.js'
import type { Manifest } from './manifest.js'
import { couldNotRun } from './run.js'
import { RunEvents } from './run-events.js'

/** The project as dbt parsed it, and what is different since it was parsed before. */
export interface ParsedProject extends Manifest {
  /** Nothing was parsed before, so that nothing is known to be changed. */
  first: boolean
  /** Ids of nodes, sources and unit tests that are new or modified. */
  changed: string[]
  /** Ids of models, seeds and snapshots that are gone. */
  removed: string[]
}

export interface ResidentBuild {
  success: boolean
  /** By an abort: what was built is in place, the rest was not begun. */
  interrupted: boolean
  nodes: NodeResult[]
  /** The SQL of each node, as Athena got to see it. */
  compiled: Record<string, string | null>
  /** Tables that were replaced and kept, as `schema.table__bkp`. */
  kept: string[]
  /** Resolves when dbt's artifacts are on disk. */
  written: Promise<void>
}

interface Reply extends Partial<ParsedProject>, Partial<Pick<ResidentBuild, 'compiled' | 'kept'>> {
  ready?: boolean
  exit?: number
  written?: boolean
  ids?: string[]
}

interface Waiting {
  events: RunEvents
  resolve(reply: Reply): void
  reject(error: MdwError): void
}

const ENTRY = join(packageRoot, 'python', 'resident_dbt.py')
const REPLY = '{"mdw": '
const INTERRUPTED = 130
const MS_TO_STOP = 10_000

/** A dbt that stays: `python/resident_dbt.py`, one request at a time. When it has died, every request rejects. */
export class ResidentDbt {
  readonly #child: ResultPromise<{ reject: false; buffer: false; stdin: 'pipe'; extendEnv: false }>
  readonly #project: DbtProject
  #waiting: Waiting | undefined
  /** Builds whose artifacts are still being written, oldest first. */
  readonly #writing: (() => void)[] = []
  #errors = ''
  #exitCode: number | undefined

  private constructor(project: DbtProject) {
    this.#project = project
    this.#child = execa(venvPython(project.venv), ['-X', 'utf8', ENTRY], {
      cwd: project.projectFolder,
      env: dbtVariables(project),
      extendEnv: false,
      reject: false,
      buffer: false,
      stdin: 'pipe',
      // Its own process group: Ctrl-C on the terminal reaches it from here, in order.
      detached: process.platform !== 'win32',
      cleanup: true,
    })
    // What is written to a dbt that died is lost; the request's own rejection says so.
    this.#child.stdin.on('error', () => {})
    createInterface({ input: this.#child.stdout }).on('line', line => this.#take(line))
    createInterface({ input: this.#child.stderr }).on('line', line => {
      this.#errors = `${this.#errors}${line}\n`.slice(-10_000)
    })
    void this.#child.then(({ exitCode, signal }) => this.#end(exitCode ?? (signal === 'SIGKILL' ? 137 : 143)))
  }

  /** Starts it and waits until dbt is loaded. */
  static async start(project: DbtProject, signal?: AbortSignal): Promise<ResidentDbt> {
    const resident = new ResidentDbt(project)
    await resident
      .#wait(() => {}, signal)
      .catch(async error => {
        await resident.stop()
        throw error
      })
    return resident
  }

  get running(): boolean {
    return this.#exitCode === undefined
  }

  /** Reads what changed in the project. A project that dbt can't read is DBT_FAILED. */
  async parse(onEvent: (event: DbtEvent) => void, signal?: AbortSignal): Promise<ParsedProject> {
    const { reply, events } = await this.#request({ do: 'parse' }, onEvent, signal)
    requireDone(reply, events, this.#errors)
    return reply as ParsedProject
  }

  /** The ids of what dbt's selection flags take. */
  async list(args: string[], signal?: AbortSignal): Promise<string[]> {
    const { reply, events } = await this.#request({ do: 'list', args }, () => {}, signal)
    requireDone(reply, events, this.#errors)
    return reply.ids ?? []
  }

  /** Runs dbt commands for their side effects on dbt itself. */
  async warm(commands: string[][], signal?: AbortSignal): Promise<void> {
    await this.#request({ do: 'warm', commands }, () => {}, signal)
  }

  /** Builds what was parsed last. `keep` has the metadata files of the tables that are to stay when they are replaced. */
  async build(
    args: string[],
    keep: Record<string, string>,
    onEvent: (event: DbtEvent) => void,
    signal?: AbortSignal,
  ): Promise<ResidentBuild> {
    const written = new Promise<void>(resolve => this.#writing.push(resolve))
    const { reply, events } = await this.#request({ do: 'build', args, keep }, onEvent, signal)
    const interrupted = reply.exit === INTERRUPTED
    if (!interrupted) requireDone(reply, events, this.#errors)
    const { compiled = {}, kept = [] } = reply
    return { success: reply.exit === 0, interrupted, nodes: events.nodes, compiled, kept, written }
  }

  /** Ends it at once, whatever it does. */
  kill(): void {
    this.#child.kill('SIGKILL')
  }

  /** Ends it; what it is doing is interrupted first, as by Ctrl-C. */
  async stop(): Promise<void> {
    if (this.#waiting !== undefined) this.#child.kill('SIGINT')
    this.#child.stdin.end()
    const late = new AbortController()
    const killed = sleep(MS_TO_STOP, undefined, { signal: late.signal }).then(() => this.kill())
    await Promise.race([this.#child, killed.catch(() => {})])
    late.abort()
    await this.#child
  }

  async #request(
    request: object,
    onEvent: (event: DbtEvent) => void,
    signal?: AbortSignal,
  ): Promise<{ reply: Reply; events: RunEvents }> {
    if (this.#exitCode !== undefined) throw couldNotRun([], this.#errors.trim(), this.#exitCode)
    this.#child.stdin.write(`${JSON.stringify(request)}\n`)
    return this.#wait(onEvent, signal)
  }

  async #wait(onEvent: (event: DbtEvent) => void, signal?: AbortSignal): Promise<{ reply: Reply; events: RunEvents }> {
    const events = new RunEvents(this.#project.projectFolder, onEvent)
    const stop = () => this.#child.kill('SIGINT')
    if (signal?.aborted) stop()
    signal?.addEventListener('abort', stop, { once: true })
    try {
      const reply = await new Promise<Reply>((resolve, reject) => {
        this.#waiting = { events, resolve, reject }
      })
      return { reply, events }
    } catch (error) {
      throw signal?.aborted ? new InterruptedError('dbt was stopped.') : error
    } finally {
      signal?.removeEventListener('abort', stop)
      this.#waiting = undefined
    }
  }

  #take(line: string): void {
    const reply = line.startsWith(REPLY) ? (JSON.parse(line) as { mdw: Reply }).mdw : undefined
    if (reply === undefined) this.#waiting?.events.take(line)
    else if (reply.written !== undefined) this.#writing.shift()?.()
    else this.#waiting?.resolve(reply)
  }

  #end(exitCode: number): void {
    this.#exitCode = exitCode
    for (const done of this.#writing.splice(0)) done()
    this.#waiting?.reject(couldNotRun(this.#waiting.events.errors, this.#errors.trim(), exitCode))
  }
}

function requireDone({ exit = 2 }: Reply, events: RunEvents, output: string): void {
  if (exit === INTERRUPTED) throw new InterruptedError('dbt was stopped.')
  if (exit > 1) throw couldNotRun(events.errors, output.trim(), exit)
}
