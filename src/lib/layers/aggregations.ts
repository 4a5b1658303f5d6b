import type { GroupingElement } from '../lakehouse/sql/ast.js'
import { functionKind, functionName } from './function-kinds.js'
import type { Place, Violation } from './rule.js'
import { type FunctionCall, type Query, type Select, type SetOperation, type SyntaxNode, walk } from './syntax.js'

export interface Aggregation {
  kind: 'group-by' | 'having' | 'distinct' | 'aggregate' | 'window' | 'aggregate-window'
  /** As a message names it: `GROUP BY`, `sum()`. */
  text: string
  at: SyntaxNode['loc']
  /** The SELECT it belongs to: one finding for each. */
  block: SyntaxNode
}

/** Everything in the query that makes one row of many, or looks at more than one. */
export function aggregations(query: Query): Aggregation[] {
  const found: Aggregation[] = []
  walk(query, (node, block) => {
    if (node.kind === 'select') found.push(...ofSelect(node as Select))
    if (node.kind === 'set-operation') {
      const { operator, all, right } = node as SetOperation
      if (operator === 'union' && !all) {
        found.push({ kind: 'distinct', text: 'UNION without ALL', at: right.loc, block: node })
      }
    }
    if (node.kind === 'call') {
      const call = node as FunctionCall
      const name = functionName(call)
      const aggregate = functionKind(name) === 'aggregate'
      if (call.over !== undefined) {
        const kind = aggregate ? 'aggregate-window' : 'window'
        found.push({ kind, text: `${name}() over`, at: node.loc, block })
      } else if (aggregate) {
        found.push({ kind: 'aggregate', text: `${name}()`, at: node.loc, block })
      }
    }
  })
  return found
}

function ofSelect(select: Select): Aggregation[] {
  const found: Aggregation[] = []
  const add = (kind: Aggregation['kind'], text: string, at: Aggregation['at']) =>
    found.push({ kind, text, at, block: select })
  if (select.distinct) add('distinct', 'SELECT DISTINCT', select.loc)
  if (select.groupBy !== undefined) {
    const first = select.groupBy.elements.flatMap<{ loc: Aggregation['at'] }>(expressionsOf)[0]
    add('group-by', 'GROUP BY', first?.loc ?? select.loc)
  }
  if (select.having !== undefined) add('having', 'HAVING', select.having.loc)
  return found
}

function expressionsOf(element: GroupingElement) {
  return element.kind === 'sets' ? element.sets.flat() : element.expressions
}

/** One violation for each SELECT, at the first of its aggregations. */
export function violationsOf(found: Aggregation[], describe: (texts: string) => string): Violation[] {
  const blocks = new Map<SyntaxNode, Aggregation[]>()
  for (const aggregation of found)
    blocks.set(aggregation.block, [...(blocks.get(aggregation.block) ?? []), aggregation])
  return [...blocks.values()].map(all => {
    const first = all.reduce((a, b) => (b.at.start < a.at.start ? b : a))
    const at: Place = { line: first.at.line, column: first.at.column }
    return { message: describe([...new Set(all.map(({ text }) => text))].join(', ')), at }
  })
}
