import { beforeAll, describe, expect, it } from 'vitest'
import { DialectEngine } from './engine.js'
import { readCases, runCase } from './score.js'

/**
 * Runs a file of cases, answered by a real Trino 476, through parser, analyzer and DuckDB: rows, column types and error names
 * must be equal. `known` names the cases that are not, with the reason; one that has become right must leave the list.
 */
export function answersAsTrino(title: string, file: URL, known: Record<string, string> = {}) {
  describe(title, () => {
    let engine: DialectEngine
    beforeAll(async () => {
      engine = await DialectEngine.start()
    })

    for (const each of readCases(file.pathname)) {
      it(`${each.id}: ${each.sql}`, async () => {
        const { answer, types, error, detail } = await runCase(engine, each)
        const right = answer && (each.error ? error : types)
        if (known[each.id]) expect(right, `${known[each.id]}: no longer`).toBe(false)
        else expect(right, detail).toBe(true)
      })
    }
  })
}
