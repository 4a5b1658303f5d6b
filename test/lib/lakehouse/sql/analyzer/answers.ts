import { beforeAll, describe, expect, it } from 'vitest'
import { DialectEngine } from '../../../../dialect/engine.js'
import { readCases, runCase } from '../../../../dialect/score.js'

/**
 * Runs `cases/<name>.jsonl`, answered by a real Trino 476, through parser, analyzer and DuckDB: rows, column types and error
 * names must be equal. `known` names the cases that are not, with the reason.
 */
export function answersAsTrino(name: string, known: Record<string, string> = {}) {
  describe(`${name} answer as Trino's`, () => {
    let engine: DialectEngine
    beforeAll(async () => {
      engine = await DialectEngine.start()
    })

    for (const each of readCases(new URL(`cases/${name}.jsonl`, import.meta.url).pathname)) {
      it(`${each.id}: ${each.sql}`, async () => {
        const { answer, types, error, detail } = await runCase(engine, each)
        const right = answer && (each.error ? error : types)
        if (known[each.id]) expect(right, `${known[each.id]}: no longer`).toBe(false)
        else expect(right, detail).toBe(true)
      })
    }
  })
}
