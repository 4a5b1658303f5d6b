import { ProjectNames } from '../completion/project-names.js'
import { MdwError } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import type { Project } from '../project/project.js'
import type { DbtEvent } from '../toolchain/dbt/events.js'
import type { DbtResult } from '../toolchain/dbt/run.js'
import { nearest } from '../ui/nearest.js'
import type { BuildRequest } from './build.js'

/** dbt's NoNodesForSelectionCriteria. */
const UNMATCHED = /^The selection criterion '(.+)' does not match any enabled nodes/

/** A typo in --select: to dbt, building nothing is a success, and CI would not notice. */
export class UnmatchedCriteria {
  readonly #criteria: string[] = []

  note(event: DbtEvent): void {
    const criterion = event.type === 'warning' ? UNMATCHED.exec(event.text)?.[1] : undefined
    if (criterion !== undefined) this.#criteria.push(criterion)
  }

  /** Throws where nothing was done because what --select names does not exist. */
  refuse({ selection }: BuildRequest, result: DbtResult, project: Project): void {
    const given = selection.select.flatMap(term => term.split(/[\s,]/)).map(nameOf)
    const unmatched = this.#criteria.map(nameOf).filter(criterion => given.includes(criterion))
    if (result.nodes.length > 0 || unmatched.length === 0) return
    const models = new ProjectNames(project.paths.root).models()
    const guesses = unmatched.flatMap(criterion => nearest(criterion, models) ?? [])
    throw new MdwError({
      code: 'NOTHING_SELECTED',
      message: `Nothing in this project matches ${unmatched.map(criterion => `"${criterion}"`).join(', ')}.`,
      actions: [
        ...guesses.map(guess => `Did you mean ${guess}?`),
        'Give names of models, or another selector of dbt: `mdw build --select tag:nightly`',
      ],
      exitCode: ExitCode.usage,
    })
  }
}

/** A criterion without dbt's graph operators. */
function nameOf(criterion: string): string {
  return criterion.replace(/^(\d*\+|@)|\+\d*$/g, '')
}
