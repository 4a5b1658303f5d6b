import type { Finding } from '../finding.js'
import type { LintResult } from '../lint.js'

/** SARIF 2.1.0 (OASIS), as code scanning services take it. Exceptions are results that are suppressed, with the reason. */
export function sarifLog(result: LintResult, version: string): Record<string, unknown> {
  const all = [...result.findings, ...result.allowed]
  const ids = [...new Set(all.map(({ rule }) => rule))].sort()
  const example = (id: string) => all.find(({ rule }) => rule === id)!
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'mdw lint',
            semanticVersion: version,
            rules: ids.map(id => ({
              id,
              shortDescription: { text: id },
              fullDescription: { text: example(id).why },
              help: { text: example(id).fix },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: [
          ...result.findings.map(finding => sarifResult(finding, ids)),
          ...result.allowed.map(finding => ({
            ...sarifResult(finding, ids),
            suppressions: [{ kind: 'external', justification: finding.reason }],
          })),
        ],
      },
    ],
  }
}

function sarifResult({ rule, severity, model, message, file, line, column }: Finding, ids: string[]) {
  return {
    ruleId: rule,
    ruleIndex: ids.indexOf(rule),
    level: severity,
    message: { text: model === null ? message : `${model} ${message}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: encodeURI(file) },
          region: { startLine: line, startColumn: column },
        },
      },
    ],
  }
}
