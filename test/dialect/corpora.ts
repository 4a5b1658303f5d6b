import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type DialectCase, readCases } from './score.js'
import type { Verdict } from './through-athena.js'

const CORPUS = join(import.meta.dirname, 'corpus')

/** The repository's own cases, less the ones that need tables. */
export function ownCases(): DialectCase[] {
  return readdirSync(CORPUS)
    .filter(file => file !== 'tpch.jsonl')
    .flatMap(file => readCases(join(CORPUS, file)))
}

/** Further cases from a file of the same form: `npm run test:dialect -- <file>`. */
export function givenCases(): DialectCase[] {
  const path = process.env.MDW_DIALECT_CASES
  return path && existsSync(path) ? readCases(path) : []
}

/** One line an area: how many answers, column types and error names are as Trino gave them. */
export function scoreTable(cases: DialectCase[], verdicts: Verdict[]): string {
  const areas = [...new Set(verdicts.map(verdict => verdict.area))].sort()
  const line = (name: string, of: Verdict[]) => {
    const refused = new Set(cases.filter(given => given.error).map(given => given.id))
    const answered = of.filter(verdict => !refused.has(verdict.id))
    const errors = of.filter(verdict => refused.has(verdict.id))
    const part = (right: number, all: number) => `${right}/${all}`.padStart(12)
    return (
      name.padEnd(14) +
      part(of.filter(verdict => verdict.answer).length, of.length) +
      part(answered.filter(verdict => verdict.types).length, answered.length) +
      part(errors.filter(verdict => verdict.error).length, errors.length)
    )
  }
  return [
    `${'area'.padEnd(14)}${['answers', 'types', 'error names'].map(title => title.padStart(12)).join('')}`,
    ...areas.map(area =>
      line(
        area,
        verdicts.filter(verdict => verdict.area === area),
      ),
    ),
    line('all', verdicts),
  ].join('\n')
}
