import { MdwError } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import type { Project } from '../project/project.js'
import { ProjectNames } from '../project/project-names.js'
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
    if (result.nodes.length === 0 && unmatched.length > 0) throw nothingSelected(unmatched, project)
  }
}

/** For where dbt lists no node at all and tells no reason. */
export function refuseNothing({ selection }: BuildRequest, ids: string[], project: Project): void {
  const { select, exclude, layers, changed } = selection
  const narrowed = changed || exclude.length + layers.length > 0
  if (ids.length === 0 && select.length > 0 && !narrowed) throw nothingSelected(select.map(nameOf), project)
}

export function nothingSelected(names: string[], project: Project): MdwError {
  const models = new ProjectNames(project.paths.root).models()
  return new MdwError({
    code: 'NOTHING_SELECTED',
    message: `Nothing in this project matches ${names.map(name => `"${name}"`).join(', ')}.`,
    actions: [
      ...names.flatMap(name => nearest(name, models) ?? []).map(guess => `Did you mean ${guess}?`),
      'Give names of models, or another selector of dbt: `mdw build --select tag:nightly`',
    ],
    exitCode: ExitCode.usage,
  })
}

/** A criterion without dbt's graph operators. */
function nameOf(criterion: string): string {
  return criterion.replace(/^(\d*\+|@)|\+\d*$/g, '')
}
