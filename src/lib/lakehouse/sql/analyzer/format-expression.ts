import type { Expression, FunctionCall, QualifiedName, SortItem, TypeName } from '../ast.js'

/** An expression as Trino's messages print it (its ExpressionFormatter): operators in parentheses, names as written. */
export function formatExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'identifier':
      return expression.quoted ? `"${expression.name}"` : expression.name
    case 'dereference':
      return `${formatExpression(expression.base)}.${formatExpression(expression.field)}`
    case 'null':
      return 'null'
    case 'boolean':
      return String(expression.value)
    case 'long':
      return String(expression.value)
    case 'decimal':
      return `DECIMAL '${expression.text}'`
    case 'double':
      return expression.text.toUpperCase()
    case 'string':
      return `'${expression.value.replaceAll("'", "''")}'`
    case 'binary':
      return `X'${expression.hex}'`
    case 'typed-literal':
      return `${expression.type.name.toUpperCase()} '${expression.value}'`
    case 'interval':
      return `INTERVAL ${expression.sign < 0 ? '- ' : ''}'${expression.value}' ${expression.from.toUpperCase()}${expression.to ? ` TO ${expression.to.toUpperCase()}` : ''}`
    case 'unary':
      return `${expression.operator}${formatExpression(expression.operand)}`
    case 'binary-operator':
    case 'comparison':
      return `(${formatExpression(expression.left)} ${expression.operator} ${formatExpression(expression.right)})`
    case 'distinct-from':
      return `(${formatExpression(expression.left)} IS ${expression.negated ? 'NOT ' : ''}DISTINCT FROM ${formatExpression(expression.right)})`
    case 'logical':
      return `(${expression.terms.map(formatExpression).join(` ${expression.operator.toUpperCase()} `)})`
    case 'not':
      return `(NOT ${formatExpression(expression.operand)})`
    case 'between':
      return negate(
        expression.negated,
        `(${formatExpression(expression.value)} BETWEEN ${formatExpression(expression.low)} AND ${formatExpression(expression.high)})`,
      )
    case 'in-list':
      return negate(
        expression.negated,
        `(${formatExpression(expression.value)} IN (${expression.list.map(formatExpression).join(', ')}))`,
      )
    case 'in-subquery':
      return negate(expression.negated, `(${formatExpression(expression.value)} IN (query))`)
    case 'like':
      return negate(
        expression.negated,
        `(${formatExpression(expression.value)} LIKE ${formatExpression(expression.pattern)}${expression.escape ? ` ESCAPE ${formatExpression(expression.escape)}` : ''})`,
      )
    case 'is-null':
      return `(${formatExpression(expression.value)} IS ${expression.negated ? 'NOT ' : ''}NULL)`
    case 'exists':
      return '(EXISTS (query))'
    case 'quantified':
      return `(${formatExpression(expression.value)} ${expression.operator} ${expression.quantifier.toUpperCase()} (query))`
    case 'call':
      return formatCall(expression)
    case 'lambda':
      return `(${expression.params.map(formatExpression).join(', ')}) -> ${formatExpression(expression.body)}`
    case 'cast':
      return `${expression.safe ? 'TRY_CAST' : 'CAST'}(${formatExpression(expression.value)} AS ${formatType(expression.type)})`
    case 'simple-case':
      return `(CASE ${formatExpression(expression.operand)} ${formatWhens(expression)} END)`
    case 'searched-case':
      return `(CASE ${formatWhens(expression)} END)`
    case 'array':
      return `ARRAY[${expression.items.map(formatExpression).join(',')}]`
    case 'row':
      return `ROW (${expression.items.map(formatExpression).join(', ')})`
    case 'subscript':
      return `${formatExpression(expression.base)}[${formatExpression(expression.index)}]`
    case 'subquery':
      return '(query)'
    case 'at-time-zone':
      return `${formatExpression(expression.value)} AT TIME ZONE ${formatExpression(expression.zone)}`
    case 'extract':
      return `EXTRACT(${expression.field.toUpperCase()} FROM ${formatExpression(expression.value)})`
    case 'current':
      return expression.what.toUpperCase() + (expression.precision === undefined ? '' : `(${expression.precision})`)
    case 'trim':
      return `trim(${expression.side.toUpperCase()}${expression.chars ? ` ${formatExpression(expression.chars)}` : ''} FROM ${formatExpression(expression.value)})`
    case 'parameter':
      return '?'
    case 'json-function':
      return `${expression.name.toUpperCase()}(…)`
  }
}

function negate(negated: boolean, text: string): string {
  return negated ? `(NOT ${text})` : text
}

function formatWhens(expression: { whens: { when: Expression; then: Expression }[]; otherwise?: Expression }): string {
  const whens = expression.whens.map(
    ({ when, then }) => `WHEN ${formatExpression(when)} THEN ${formatExpression(then)}`,
  )
  if (expression.otherwise) whens.push(`ELSE ${formatExpression(expression.otherwise)}`)
  return whens.join(' ')
}

function formatCall(call: FunctionCall): string {
  const args = call.star ? '*' : `${call.distinct ? 'DISTINCT ' : ''}${call.args.map(formatExpression).join(', ')}`
  const order = call.orderBy.length > 0 ? ` ORDER BY ${call.orderBy.map(formatSortItem).join(', ')}` : ''
  const filter = call.filter ? ` FILTER (WHERE ${formatExpression(call.filter)})` : ''
  const over = call.over ? ` OVER ${formatOver(call.over)}` : ''
  return `${formatName(call.name)}(${args}${order})${filter}${over}`
}

function formatOver(over: NonNullable<FunctionCall['over']>): string {
  if (over.kind === 'identifier') return over.name
  const parts: string[] = []
  if (over.partitionBy.length > 0) parts.push(`PARTITION BY ${over.partitionBy.map(formatExpression).join(', ')}`)
  if (over.orderBy.length > 0) parts.push(`ORDER BY ${over.orderBy.map(formatSortItem).join(', ')}`)
  return `(${parts.join(' ')})`
}

function formatSortItem(item: SortItem): string {
  const nulls = item.nulls ? ` NULLS ${item.nulls.toUpperCase()}` : ''
  return `${formatExpression(item.value)} ${item.descending ? 'DESC' : 'ASC'}${nulls}`
}

export function formatName(name: QualifiedName): string {
  return name.parts.map(part => part.name).join('.')
}

function formatType(type: TypeName): string {
  if (type.args.length === 0) return type.name
  return `${type.name}(${type.args.map(arg => (typeof arg === 'number' ? arg : 'args' in arg ? formatType(arg) : `${arg.name ?? ''} ${formatType(arg.type)}`)).join(', ')})`
}
