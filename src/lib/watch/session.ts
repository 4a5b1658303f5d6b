import { join, relative } from 'node:path'
import { nodeProgress } from '../build/node-progress.js'
import { nothingSelected } from '../build/nothing-selected.js'
import { InterruptedError, MdwError } from '../errors.js'
import { dbtProject } from '../toolchain/dbt/environment.js'
import { type DbtEvent, FAILED, isTest, type NodeResult } from '../toolchain/dbt/events.js'
import type { ManifestNode } from '../toolchain/dbt/manifest.js'
import { type ParsedProject, ResidentDbt } from '../toolchain/dbt/resident.js'
import type { Progress } from '../ui/reporter.js'
import type { Connection } from '../warehouse/connection.js'
import { compareTables, type TableChange } from './compare-tables.js'
import { lintChanged } from './lint-changed.js'
import { planRound, type RoundPlan, roundArguments } from './plan-round.js'
import { redefineRawTables } from './raw-tables.js'
import { recordRound } from './record-round.js'
import type { Round, WatchRequest } from './round.js'
import type { Save } from './saves.js'
import { removeKept, type TableBefore, tablesBefore, toKeep } from './tables-before.js'

/** What is left to do after a round's result is known. */
export interface Finished {
  round: Round
  /** Writes down what was built, compares rows, and takes the replaced tables away. */
  finish(progress: Progress, signal: AbortSignal): Promise<TableChange[]>
}

/** The state of `mdw watch` between rounds: dbt itself, what did not succeed yet, and replaced tables that are still there. */
export class WatchSession {
  #dbt: ResidentDbt | undefined
  readonly #pending = new Set<string>()
  /** Ids that failed or were skipped. */
  readonly #owed = new Set<string>()
  readonly #kept = new Set<string>()
  /** Saved files that dbt has not read yet, because it could not read the project or died. */
  readonly #unparsed = new Set<string>()

  constructor(
    private readonly connection: Connection,
    private readonly request: WatchRequest,
  ) {}

  /** Starts dbt and parses the project. How many models there are to watch; the error where dbt can't read them yet. */
  async open(progress: Progress, signal: AbortSignal): Promise<number | MdwError> {
    const dbt = await this.#start(progress, signal)
    progress.update('parsing the project')
    const parsed = await dbt.parse(showing(progress), signal).catch(error => {
      if (error instanceof MdwError && dbt.running && !signal.aborted) return error
      throw error
    })
    if (parsed instanceof MdwError) return parsed
    const models = Object.values(parsed.nodes).filter(node => node.resource_type === 'model')
    progress.update('getting ready')
    const [model] = models
    const commands = [['show', '--inline', 'select 1 as ready']]
    if (model !== undefined) commands.push(['compile', '--select', `fqn:${model.fqn.join('.')}`])
    await dbt.warm(commands, signal)
    const selected = await this.#selected(dbt, signal)
    if (selected?.size === 0) throw nothingSelected(this.request.select, this.connection.project)
    return models.filter(({ unique_id: id }) => selected === undefined || selected.has(id)).length
  }

  /** One round. A project that dbt can't read, and failed nodes, are results. */
  async run(number: number, save: Save, progress: Progress, signal: AbortSignal): Promise<Finished> {
    const { root } = this.connection.project.paths
    const round: Round = {
      ...{ number, files: save.files.map(file => relative(root, file)), outcome: 'nothing', changed: [], nodes: [] },
      ...{ notBuilt: [], removed: [], lint: null, seconds: 0, tables: [] },
    }
    const done = (more: Partial<Round>): Round => ({ ...round, ...more, seconds: (performance.now() - save.at) / 1000 })
    try {
      return await this.#build(save, done, progress, signal)
    } catch (error) {
      if (!(error instanceof MdwError) || error instanceof InterruptedError) throw error
      return { round: done({ outcome: 'refused', error }), finish: async () => [] }
    }
  }

  /** Stops dbt, and leaves no table behind that was kept for a comparison. */
  async close(): Promise<void> {
    await this.#dbt?.stop()
    await this.#removeKept()
  }

  async #build(
    save: Save,
    done: (more: Partial<Round>) => Round,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<Finished> {
    const { connection, request } = this
    const { dbt, parsed } = await this.#parse(save, progress, signal)
    const { nodes, removed } = parsed
    // Known to be different from now on, whatever happens to this round.
    for (const id of parsed.changed) this.#pending.add(id)
    for (const id of await redefineRawTables(connection, parsed, save.files, progress)) this.#pending.add(id)
    const scope = { depth: request.depth, selected: await this.#selected(dbt, signal) }
    const plan = planRound(parsed, { pending: this.#pending, owed: this.#owed }, scope)
    if (!request.test) plan.tests = []
    const names = (ids: string[]) => ids.map(id => nodes[id]!.name)
    const about = { changed: names(plan.changed), notBuilt: names(plan.beyond), removed: removed.map(nameOf) }
    if (plan.build.length + plan.tests.length === 0) {
      this.#settle([])
      return { round: done(about), finish: async () => [] }
    }
    const toBuild = plan.build.map(id => nodes[id]!)
    const before = request.diff ? await tablesBefore(connection, toBuild) : new Map()
    const args = this.#arguments(plan, parsed)
    const startedAt = new Date()
    const built = await dbt.build(args, toKeep(before), showing(progress), signal)
    for (const name of built.kept) this.#kept.add(name)
    if (built.interrupted) {
      await recordRound(connection, { ...built, args, startedAt })
      throw new InterruptedError('The round was stopped.')
    }
    this.#settle(built.nodes)
    const outcome = built.success ? 'succeeded' : 'failed'
    const lint = request.lint ? lintChanged(connection, parsed, plan.changed, built.compiled) : null
    const round = done({ ...about, outcome, nodes: built.nodes, lint })
    const finish = async (progress: Progress, signal: AbortSignal) => {
      await built.written
      await recordRound(connection, { ...built, args, startedAt })
      return this.#compare(built.nodes, before, progress, signal)
    }
    return { round, finish }
  }

  #arguments(plan: RoundPlan, parsed: ParsedProject): string[] {
    return [
      ...['build', ...roundArguments(plan, parsed), '--cache-selected-only'],
      ...['--threads', String(this.connection.project.config.threads)],
      ...(this.request.test ? [] : ['--exclude-resource-type', 'test', 'unit_test']),
    ]
  }

  /** What failed or was skipped is built again with the next save, whatever that changes. */
  #settle(nodes: NodeResult[]): void {
    this.#pending.clear()
    this.#owed.clear()
    for (const { id, status } of nodes) if (FAILED.has(status) || status === 'skipped') this.#owed.add(id)
  }

  async #compare(
    nodes: NodeResult[],
    before: ReadonlyMap<string, TableBefore>,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<TableChange[]> {
    if (!this.request.diff) return []
    const built = nodes.filter(node => !isTest(node))
    try {
      return await compareTables(this.connection, built, { before, kept: this.#kept }, progress, signal)
    } finally {
      await this.#removeKept()
    }
  }

  async #removeKept(): Promise<void> {
    await removeKept(this.connection, this.#kept)
    this.#kept.clear()
  }

  /** Parses what was saved. A dbt that died meanwhile is started again. */
  async #parse(
    save: Save,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<{ dbt: ResidentDbt; parsed: ParsedProject }> {
    for (const file of save.files) this.#unparsed.add(file)
    const read = async (dbt: ResidentDbt) => ({ dbt, parsed: this.#seen(await dbt.parse(showing(progress), signal)) })
    const dbt = await this.#start(progress, signal)
    return read(dbt).catch(async error => {
      if (dbt.running || signal.aborted) throw error
      return read(await this.#start(progress, signal))
    })
  }

  /** A dbt that is new does not know what was different before: the saved files say it. */
  #seen(parsed: ParsedProject): ParsedProject {
    const { dbtFolder } = this.connection.project
    const isSaved = (node: ManifestNode) => this.#unparsed.has(join(dbtFolder, node.original_file_path))
    const changed = parsed.first ? Object.keys(parsed.nodes).filter(id => isSaved(parsed.nodes[id]!)) : parsed.changed
    this.#unparsed.clear()
    return { ...parsed, changed }
  }

  async #start(progress: Progress, signal: AbortSignal): Promise<ResidentDbt> {
    if (this.#dbt?.running) return this.#dbt
    progress.update('starting dbt')
    this.#dbt = await ResidentDbt.start(dbtProject(this.connection), signal)
    return this.#dbt
  }

  async #selected(dbt: ResidentDbt, signal: AbortSignal): Promise<Set<string> | undefined> {
    const { select } = this.request
    return select.length === 0 ? undefined : new Set(await dbt.list(['--select', ...select], signal))
  }
}

/** Failures are told with the round's result, not twice. */
function showing(progress: Progress): (event: DbtEvent) => void {
  const nodes = nodeProgress({ ...progress, info: () => {} })
  return event => {
    if (event.type === 'info') progress.info(event.text)
    nodes.show(event)
  }
}

function nameOf(id: string): string {
  return id.split('.').slice(2).join('.')
}
