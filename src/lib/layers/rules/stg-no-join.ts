import type { Lateral, Relation } from '../../lakehouse/sql/ast.js'
import type { Rule, Violation } from '../rule.js'
import { type Join, type Query, type SetOperation, type SyntaxNode, walk } from '../syntax.js'
import { tableReferences } from '../table-references.js'

const SUBQUERIES = new Set(['in-subquery', 'exists', 'quantified', 'subquery'])

export const stgNoJoin: Rule = {
  id: 'stg-no-join',
  layers: ['stg'],
  severity: 'error',
  summary: 'A stg model reads one raw table: no joins, semi-joins, INTERSECT or EXCEPT.',
  why: 'stg is the raw table with its columns renamed and cast. What puts tables together is a business rule, and std is where others look for it.',
  fix: 'Give each raw table a stg view of its own and join them in a std model. (Unnesting a column of the row itself, and UNION ALL, are no joins.)',
  check: ({ query }) => (query === undefined ? [] : joins(query)),
}

function joins(query: Query): Violation[] {
  const found: Violation[] = []
  const add = (message: string, { line, column }: SyntaxNode['loc']) => found.push({ message, at: { line, column } })
  walk(query, node => {
    if (node.kind === 'join') {
      const { type, right } = node as Join
      if (isUnnesting(right)) return
      add(type === 'implicit' ? 'joins tables with a comma' : `joins tables (${type} join)`, right.loc)
    } else if (node.kind === 'set-operation') {
      const { operator, right } = node as SetOperation
      if (operator !== 'union') add(`matches rows with another query (${operator.toUpperCase()})`, right.loc)
    } else if (SUBQUERIES.has(node.kind) && tableReferences(node).length > 0) {
      const { query: inner } = node as SyntaxNode & { query: Query }
      add('looks up another query’s rows in a subquery', inner.loc)
    }
  })
  return found
}

/** UNNEST and LATERAL over nothing but the row itself add no other table. */
function isUnnesting(relation: Relation): boolean {
  switch (relation.kind) {
    case 'unnest':
      return true
    case 'lateral':
      return tableReferences((relation as Lateral).query).length === 0
    case 'aliased':
    case 'sampled':
      return isUnnesting(relation.relation)
    default:
      return false
  }
}
