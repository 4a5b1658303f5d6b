import type { QueryBody, SetOperation } from '../ast.js'
import { TrinoError } from '../trino-error.js'
import { commonSuperType, isComparable } from '../types/coercion.js'
import { typeName } from '../types/names.js'
import { type QueryContext, undecorrelated } from './analysis.js'
import { type AnalyzedQuery, analyzeBody, coerceColumns } from './queries.js'

/** UNION, INTERSECT, EXCEPT: columns by position, names of the first, common types. A chain of UNION ALLs stays flat. */
export function setOperation(body: SetOperation, context: QueryContext): AnalyzedQuery {
  const branches: QueryBody[] = []
  let left: QueryBody = body
  while (
    left.kind === 'set-operation' &&
    left.operator === body.operator &&
    left.all === body.all &&
    (body.operator !== 'except' || left === body)
  ) {
    branches.unshift(left.right)
    left = left.left
  }
  branches.unshift(left)
  const queries = undecorrelated(context.correlation, () => branches.map(branch => analyzeBody(branch, context)))
  const first = queries[0]!
  const width = first.columns.length
  for (const [i, query] of queries.entries()) {
    if (query.columns.length !== width)
      throw new TrinoError(
        'TYPE_MISMATCH',
        `${body.operator.toUpperCase()} query has different number of fields: ${width}, ${query.columns.length}`,
        branches[i]!.loc,
      )
  }
  const types = first.columns.map((column, c) => {
    let type = column.type
    for (const [i, query] of queries.entries()) {
      const other = query.columns[c]!.type
      const common = commonSuperType(type, other)
      if (!common)
        throw new TrinoError(
          'TYPE_MISMATCH',
          `column ${c + 1} in ${body.operator.toUpperCase()} query has incompatible types: ${typeName(type)}, ${typeName(other)}`,
          branches[i]!.loc,
        )
      type = common
    }
    if (!isComparable(type) && !(body.operator === 'union' && body.all))
      throw new TrinoError(
        'TYPE_MISMATCH',
        `Type ${typeName(type)} is not comparable and therefore cannot be used in ${body.operator.toUpperCase()}`,
        body.loc,
      )
    return type
  })
  const operator = `${body.operator.toUpperCase()}${body.all ? ' ALL' : ''}`
  const sql = queries.map(query => `(${coerceColumns(query, types, context).sql})`).join(` ${operator} `)
  return { sql, columns: first.columns.map((column, i) => ({ ...column, type: types[i]! })) }
}
