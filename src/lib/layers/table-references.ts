import type { QualifiedName, Query, Table, TableBody } from '../lakehouse/sql/ast.js'
import type { LintProject, ProjectNode } from './lint-model.js'
import { childrenOf, cteName, EPHEMERAL, type SyntaxNode } from './syntax.js'

/** A table or view that a query reads. */
export interface TableReference {
  /** Lower case; undefined where the name is not qualified. */
  database?: string
  table: string
  at: SyntaxNode['loc']
}

/** Every table that the query reads, wherever it is in it. Names of common table expressions are none. */
export function tableReferences(node: SyntaxNode): TableReference[] {
  const found: TableReference[] = []
  collect(node, new Set(), found)
  return found
}

function collect(node: SyntaxNode, ctes: ReadonlySet<string>, found: TableReference[]): void {
  if (node.kind === 'table' || node.kind === 'table-body') {
    const { name } = node as unknown as Table | TableBody
    const reference = { ...parts(name), at: node.loc }
    if (reference.database !== undefined || !ctes.has(reference.table)) found.push(reference)
  }
  if (node.kind !== 'query') {
    for (const child of childrenOf(node)) collect(child, ctes, found)
    return
  }
  const query = node as Query
  const visible = new Set(ctes)
  for (const cte of query.with?.ctes ?? []) {
    if (query.with?.recursive) visible.add(cteName(cte))
    collect(cte.query, visible, found)
    visible.add(cteName(cte))
  }
  for (const child of childrenOf({ ...query, with: undefined })) collect(child, visible, found)
}

function parts({ parts }: QualifiedName): { database?: string; table: string } {
  const names = parts.map(part => part.name.toLowerCase())
  return { database: names.at(-2), table: names.at(-1)! }
}

/** The node that a reference means, if it is the project's. */
export function nodeOf({ database, table }: TableReference, project: LintProject): ProjectNode | undefined {
  if (database !== undefined) return project.relations.get(`${database}.${table}`)
  if (!table.startsWith(EPHEMERAL)) return undefined
  const name = table.slice(EPHEMERAL.length)
  return [...project.nodes.values()].find(node => node.materialized === 'ephemeral' && node.name.toLowerCase() === name)
}
