import { readFileSync } from 'node:fs'
import { isNode, LineCounter, parseDocument } from 'yaml'
import type { Place } from './rule.js'

/** Where mdw.yml has each of its lint exceptions, in their order. */
export function exceptionPlaces(configFile: string): Place[] {
  const lines = new LineCounter()
  const document = parseDocument(readFileSync(configFile, 'utf8'), { lineCounter: lines })
  const list = document.getIn(['lint', 'exceptions'], true) as { items?: unknown[] } | undefined
  return (list?.items ?? []).map(item => {
    const { line, col } = lines.linePos(isNode(item) && item.range ? item.range[0] : 0)
    return { line, column: col }
  })
}
