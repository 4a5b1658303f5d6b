import type { Query, Select, Statement } from '../../../../../src/lib/lakehouse/sql/ast.js'
import { parseStatement } from '../../../../../src/lib/lakehouse/sql/parser/parse.js'
import { TrinoError } from '../../../../../src/lib/lakehouse/sql/trino-error.js'

/** A tree without positions, so that a test can spell it out. */
export function bare<T>(node: T): T {
  if (Array.isArray(node)) return node.map(bare) as T
  if (node === null || typeof node !== 'object') return node
  const entries = Object.entries(node).filter(([key, value]) => key !== 'loc' && value !== undefined)
  return Object.fromEntries(entries.map(([key, value]) => [key, bare(value)])) as T
}

export function statement(sql: string): Statement {
  return bare(parseStatement(sql))
}

export function selectOf(sql: string): Select {
  return (parseStatement(sql) as Query).body as Select
}

/** The refusal of a text: `line 1:8: mismatched input …`. */
export function refusal(sql: string): string {
  try {
    parseStatement(sql)
  } catch (error) {
    if (error instanceof TrinoError) return error.reason
    throw error
  }
  throw new Error(`parsed: ${sql}`)
}
