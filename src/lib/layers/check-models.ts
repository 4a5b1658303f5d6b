import type { AllowedFinding, Finding } from './finding.js'
import type { LintSettings } from './lint-config.js'
import type { LintModel, LintProject } from './lint-model.js'
import type { Rule, Subject, Violation } from './rule.js'
import type { Severity } from './rule-ids.js'
import { rules } from './rules.js'
import { sourcePosition } from './source-position.js'
import { parseModel } from './syntax.js'

export interface Checked {
  findings: Finding[]
  /** What an exception of mdw.yml allows. */
  allowed: AllowedFinding[]
}

/** Runs every rule on these models of the project. Pure: nothing is read or started. */
export function checkModels(models: LintModel[], project: LintProject, settings: LintSettings): Checked {
  const checked: Checked = { findings: [], allowed: [] }
  for (const model of models) {
    const subject = subjectOf(model, project, settings)
    for (const rule of Object.values(rules)) {
      const severity = settings.rules[rule.id] ?? rule.severity
      if (severity === 'off' || !rule.layers.includes(model.layer)) continue
      for (const violation of rule.check(subject)) sort(findingOf(rule, severity, model, violation), settings, checked)
    }
  }
  return checked
}

/** Puts a finding where it belongs: among the findings, or among those that an exception allows. */
export function sort(finding: Finding, { exceptions }: LintSettings, { findings, allowed }: Checked): void {
  const exception = exceptions.find(({ rule, model }) => rule === finding.rule && model === finding.model)
  if (exception === undefined) findings.push(finding)
  else allowed.push({ ...finding, reason: exception.reason })
}

function subjectOf(model: LintModel, project: LintProject, settings: LintSettings): Subject {
  if (model.compiled === null) return { model, project, settings }
  const parsed = parseModel(model.compiled)
  if ('query' in parsed) return { model, query: parsed.query, project, settings }
  return { model, syntaxError: parsed, project, settings }
}

function findingOf(rule: Rule, severity: Severity, model: LintModel, { message, at, set }: Violation): Finding {
  const place =
    at === undefined || model.compiled === null ? undefined : sourcePosition(model.source, model.compiled, at)
  return {
    rule: rule.id,
    severity,
    model: model.name,
    layer: model.layer,
    file: model.file,
    ...(place ?? { line: 1, column: 1 }),
    message,
    why: rule.why,
    fix: rule.fix,
    ...(at === undefined ? {} : { compiled: { line: at.line, column: at.column } }),
    ...(set === undefined ? {} : { set }),
  }
}
