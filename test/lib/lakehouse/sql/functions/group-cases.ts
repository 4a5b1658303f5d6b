import { beforeAll, describe, expect, it } from 'vitest'
import { DialectEngine } from '../../../../dialect/engine.js'
import { readCases, runCase } from '../../../../dialect/score.js'

/**
 * Runs a group's cases (`cases/<group>.jsonl`, answered by a real Trino 476) through parser, analyzer and DuckDB: values,
 * column types and error names must be equal.
 */
export function groupCases(group: string) {
  describe(`${group} functions answer as Trino`, () => {
    let engine: DialectEngine
    beforeAll(async () => {
      engine = await DialectEngine.start()
    })

    for (const each of readCases(new URL(`cases/${group}.jsonl`, import.meta.url).pathname)) {
      it(`${each.id}: ${each.sql}`, async () => {
        const { answer, types, error, detail } = await runCase(engine, each)
        const right = answer && (each.error ? error : types)
        expect(right, detail).toBe(true)
      })
    }
  })
}
