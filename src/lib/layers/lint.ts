import type { Layer } from '../project/environment.js'
import { CONFIG_FILE } from '../project/paths.js'
import type { NodeResult } from '../toolchain/dbt/events.js'
import { checkModels } from './check-models.js'
import type { AllowedFinding, Finding } from './finding.js'
import type { LintSettings } from './lint-config.js'
import type { LintModel, LintProject } from './lint-model.js'
import type { Place } from './rule.js'
import { rules } from './rules.js'

export interface LintResult {
  /** Models and snapshots looked at. */
  models: number
  errors: number
  warnings: number
  findings: Finding[]
  allowed: AllowedFinding[]
  /** Parsing and rules, without dbt. */
  seconds: number
}

export interface LintSelection {
  /** Names or files; empty is all. */
  models: string[]
  layers: Layer[]
}

/** Lints the selected models: rules, exceptions, and exceptions that nothing needs any more. */
export function lint(
  project: LintProject,
  settings: LintSettings,
  selection: LintSelection,
  failed: NodeResult[] = [],
  exceptionPlaces: Place[] = [],
): LintResult {
  const began = performance.now()
  const models = select(project.models, selection)
  const { findings, allowed } = checkModels(models, project, settings)
  findings.push(...failed.flatMap(node => notCompiled(node, models)))
  if (selection.layers.length === 0 && selection.models.length === 0) {
    findings.push(...unusedExceptions(settings, allowed, exceptionPlaces))
  }
  return summarize({ models: models.length, findings, allowed, seconds: (performance.now() - began) / 1000 })
}

/** Sorts the findings by place and counts them. */
export function summarize(result: Omit<LintResult, 'errors' | 'warnings'>): LintResult {
  const findings = [...result.findings].sort(
    (a, b) => compare(a.file, b.file) || a.line - b.line || a.column - b.column || compare(a.rule, b.rule),
  )
  const count = (severity: string) => findings.filter(finding => finding.severity === severity).length
  return { ...result, findings, errors: count('error'), warnings: count('warning') }
}

/** The models that a selection names. An unknown name selects nothing: see `unknownNames`. */
export function select(models: LintModel[], { models: names, layers }: LintSelection): LintModel[] {
  return models.filter(
    model =>
      (names.length === 0 || names.some(name => isNamed(model, name))) &&
      (layers.length === 0 || (model.layer !== null && layers.includes(model.layer))),
  )
}

export function unknownNames(models: LintModel[], { models: names }: LintSelection): string[] {
  return names.filter(name => !models.some(model => isNamed(model, name)))
}

function isNamed({ name, file }: LintModel, text: string): boolean {
  return name === text || file === text || file.endsWith(`/${text.replace(/^\.\//, '')}`)
}

function notCompiled(node: NodeResult, models: LintModel[]): Finding[] {
  const model = models.find(({ id }) => id === node.id)
  if (model === undefined) return []
  const { file, name, layer } = model
  return [
    {
      ...{ rule: 'dbt-compile' as const, severity: 'error' as const, model: name, layer, file, line: 1, column: 1 },
      message: `could not be compiled: ${(node.message ?? 'dbt gave no message').trim()}`,
      why: 'Without compiled SQL no other rule can look at the model.',
      fix: 'Correct what dbt names.',
    },
  ]
}

function unusedExceptions(
  { exceptions, rules: severities }: LintSettings,
  allowed: AllowedFinding[],
  places: Place[],
): Finding[] {
  return exceptions
    .map((exception, index) => ({ ...exception, place: places[index] ?? { line: 1, column: 1 } }))
    .filter(
      ({ rule, model }) =>
        severities[rule] !== 'off' && !allowed.some(finding => finding.rule === rule && finding.model === model),
    )
    .map(({ rule, model, place }) => ({
      ...{ rule: 'unused-exception' as const, severity: 'warning' as const, model: null, layer: null },
      ...{ file: CONFIG_FILE, ...place },
      message: `the exception of ${model} from ${rule} is not needed`,
      why: `No model called ${model} breaks the rule any more (${rules[rule].summary})`,
      fix: 'Remove the exception, so that the rule holds for the model again.',
    }))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
