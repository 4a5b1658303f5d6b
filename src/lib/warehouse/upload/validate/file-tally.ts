import type { StgCast } from '../stg-casts/read-casts.js'
import type { CastJudge } from './cast-judge.js'
import type { FileReport, Problem, ProblemKind } from './problem.js'
import { type ScannedRows, SHOWN } from './row-scanner.js'

/** Adds up what is wrong in the pieces of a file, which come in order. */
export class FileTally {
  readonly report: FileReport
  readonly keys: Float64Array[] = []
  #lines = 0

  constructor(
    file: string,
    /** By column. */
    private readonly casts: (StgCast | undefined)[],
    private readonly judge: CastJudge,
  ) {
    this.report = { file, rows: 0, first: [], counts: {} }
  }

  async add(found: ScannedRows): Promise<void> {
    const { report } = this
    const problems: Problem[] = found.problems.map(problem => ({ ...problem, file: report.file }))
    for (const [kind, count] of Object.entries(found.counts)) this.#count(kind as ProblemKind, count)
    for (const [index, suspects] of found.suspects.entries()) {
      const cast = this.casts[index]
      if (cast === undefined || suspects.size === 0) continue
      for (const value of await this.judge.lost(cast, suspects.keys())) {
        const { count, lines } = suspects.get(value)!
        this.#count('type', count)
        const problem = { kind: 'type' as const, file: report.file, column: cast.column, value, text: cast.problem }
        problems.push(...lines.map(line => ({ ...problem, line })))
      }
    }
    this.show(problems.map(problem => ({ ...problem, line: problem.line + this.#lines })))
    report.rows += found.rows
    this.#lines += found.lines
    if (found.keys.length > 0) this.keys.push(found.keys)
  }

  /** Keeps the first of the problems, by line. */
  show(problems: Problem[]): void {
    const { report } = this
    report.first = [...report.first, ...problems].sort((a, b) => a.line - b.line).slice(0, SHOWN)
  }

  #count(kind: ProblemKind, count: number): void {
    this.report.counts[kind] = (this.report.counts[kind] ?? 0) + count
  }
}
