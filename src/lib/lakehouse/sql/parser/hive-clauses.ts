import type { ColumnDefinition, Expression, Identifier, PartitionSpec } from '../ast.js'
import type { Cursor } from './cursor.js'
import { hiveType } from './types.js'

/** `name type [COMMENT '…']`. */
export function columnDefinition(p: Cursor): ColumnDefinition {
  const start = p.token
  const name = p.identifier()
  const type = hiveType(p)
  const comment = p.accept('COMMENT') ? p.string() : undefined
  return { name, type, comment, loc: p.loc(start) }
}

/** `('key' = 'value', …)`. */
export function stringProperties(p: Cursor): Record<string, string> {
  return Object.fromEntries(
    p.parenthesized(() => {
      const key = p.string()
      p.expect('=')
      return [key, p.string()]
    }),
  )
}

/** `PARTITION (a = 1, b = 'x')`. */
export function partitionSpec(p: Cursor): PartitionSpec {
  p.expect('PARTITION')
  const values = p.parenthesized((): { column: Identifier; value: Expression } => {
    const column = p.identifier()
    p.expect('=')
    return { column, value: constant(p) }
  })
  return { values }
}

function constant(p: Cursor): Expression {
  const start = p.token
  switch (start.type) {
    case 'string':
      return { kind: 'string', value: p.string(), loc: p.loc(start) }
    case 'integer':
      p.next()
      return { kind: 'long', value: BigInt(start.value), loc: p.loc(start) }
    case 'decimal':
      p.next()
      return { kind: 'decimal', text: start.value, loc: p.loc(start) }
    case 'word':
      if (p.ahead(1).type === 'string' && (start.key === 'DATE' || start.key === 'TIMESTAMP')) {
        p.next()
        const type = { name: start.key.toLowerCase(), args: [], loc: p.loc(start) }
        return { kind: 'typed-literal', type, value: p.string(), loc: p.loc(start) }
      }
  }
  if (start.key === '-' && p.ahead(1).type === 'integer') {
    p.next()
    return { kind: 'long', value: -BigInt(p.next().value), loc: p.loc(start) }
  }
  return p.fail('<number>', '<string>')
}
