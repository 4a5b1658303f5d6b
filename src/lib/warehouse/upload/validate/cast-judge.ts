import type { StgCast } from '../stg-casts/read-casts.js'
import type { CastEngine } from './cast-engine.js'

/** Verdicts that are remembered for a column. */
const REMEMBERED = 100_000

/**
 * Says which values a column's cast loses, by running the cast itself: translated as the lakehouse translates Athena's SQL,
 * over the values that are not plain. DuckDB starts when the first of them comes.
 */
export class CastJudge {
  #engine: Promise<CastEngine> | undefined
  readonly #verdicts = new Map<StgCast, Map<string, boolean>>()

  async lost(cast: StgCast, values: Iterable<string>): Promise<Set<string>> {
    const verdicts = this.#verdicts.get(cast) ?? new Map<string, boolean>()
    this.#verdicts.set(cast, verdicts)
    const all = [...values]
    const asked = all.filter(value => !verdicts.has(value))
    const lost = new Set(all.filter(value => verdicts.get(value) === true))
    if (asked.length === 0) return lost
    this.#engine ??= import('./cast-engine.js').then(module => module.CastEngine.start())
    for (const value of await (await this.#engine).lost(cast, asked)) lost.add(value)
    if (verdicts.size + asked.length > REMEMBERED) verdicts.clear()
    for (const value of asked) verdicts.set(value, lost.has(value))
    return lost
  }

  async close(): Promise<void> {
    const engine = await this.#engine?.catch(() => undefined)
    engine?.close()
  }
}
