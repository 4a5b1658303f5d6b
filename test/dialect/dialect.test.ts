import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestLakehouse, type TestLakehouse } from '../lakehouse.js'
import { givenCases, ownCases, scoreTable } from './corpora.js'
import known from './known-differences.json' with { type: 'json' }
import { makeWorkGroup, runDdl } from './run-ddl.js'
import type { DialectCase } from './score.js'
import { judge, type Verdict } from './through-athena.js'

let lake: TestLakehouse
beforeAll(async () => {
  lake = await startTestLakehouse()
  await makeWorkGroup(lake.athena, lake.s3)
  await runDdl(lake.athena, 'create database if not exists `default`')
})
afterAll(() => lake?.stop())

/** Cases that differ from Trino for a reason: the reason by the case's id. */
const reasons: Record<string, string> = known

async function judgeAll(cases: DialectCase[]): Promise<Verdict[]> {
  const verdicts: Verdict[] = []
  let next = 0
  // Several at a time: an execution waits for the disk and the network as well.
  const worker = async () => {
    while (next < cases.length) {
      const at = next++
      verdicts[at] = await judge(lake.athena, cases[at]!)
    }
  }
  await Promise.all(Array.from({ length: 4 }, worker))
  return verdicts
}

const isRight = (given: DialectCase, verdict: Verdict) =>
  verdict.answer && (given.error ? verdict.error : verdict.types)

test('every case of the corpus is answered as Trino answers it, save the listed ones', {
  timeout: 600_000,
}, async () => {
  const cases = ownCases()
  const verdicts = await judgeAll(cases)
  report('corpus', cases, verdicts)
  const wrong = cases.filter((given, i) => !isRight(given, verdicts[i]!)).map(given => given.id)
  const details = verdicts
    .filter(verdict => wrong.includes(verdict.id) && !reasons[verdict.id])
    .map(verdict => `${verdict.id}: ${verdict.detail}`)
  expect(details).toEqual([])
  expect(
    Object.keys(reasons).filter(id => !wrong.includes(id)),
    'listed as different, but right',
  ).toEqual([])
})

test.runIf(givenCases().length > 0)('cases from the given file', { timeout: 600_000 }, async () => {
  const cases = givenCases()
  const verdicts = await judgeAll(cases)
  report('given', cases, verdicts)
  expect(verdicts.filter(verdict => verdict.answer).length / cases.length).toBeGreaterThanOrEqual(0.98)
})

function report(name: string, cases: DialectCase[], verdicts: Verdict[]) {
  const lines = verdicts
    .filter((verdict, i) => !isRight(cases[i]!, verdict))
    .map(verdict => `${verdict.id}\t${cases.find(given => given.id === verdict.id)!.sql}\t${verdict.detail}`)
  process.stdout.write(`\n${scoreTable(cases, verdicts)}\n`)
  const folder = process.env.MDW_DIALECT_REPORT
  if (folder) writeFileSync(`${folder}/${name}.tsv`, `${lines.join('\n')}\n`)
}
