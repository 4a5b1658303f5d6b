import type { Dereference, Expression, Identifier } from '../ast.js'
import { TrinoError } from '../trino-error.js'
import { typeName } from '../types/names.js'
import type { ExpressionContext } from './analysis.js'
import { arithmetic, negation } from './arithmetic.js'
import { callExpression } from './calls.js'
import { explicitCast } from './cast-expressions.js'
import { coerceTo, requireBoolean } from './coerce.js'
import { arrayConstructor, rowConstructor, rowField, subscript } from './collections.js'
import { comparison, distinctFrom } from './comparisons.js'
import { searchedCase, simpleCase } from './conditionals.js'
import { atTimeZone, currentValue, extract } from './datetime-values.js'
import { expressionKey } from './expression-key.js'
import { formatExpression } from './format-expression.js'
import { jsonFunction } from './json-functions.js'
import {
  binaryLiteral,
  booleanLiteral,
  decimalLiteral,
  doubleLiteral,
  intervalLiteral,
  longLiteral,
  typedLiteral,
} from './literals.js'
import { between, inList, isNull, like } from './predicates.js'
import { columnNotFound, nameParts, resolveField } from './scope.js'
import { existsSubquery, inSubquery, quantifiedComparison, scalarSubquery } from './subqueries.js'
import { booleanOf, stringLiteral, type Typed, UNKNOWN } from './typed.js'

/** Types one expression and emits its DuckDB SQL. */
export function analyzeExpression(expression: Expression, context: ExpressionContext): Typed {
  const grouped = context.aggregation && context.inside !== 'aggregate' ? groupedValue(expression, context) : undefined
  if (grouped) return grouped
  switch (expression.kind) {
    case 'identifier':
    case 'dereference':
      return reference(expression, context)
    case 'null':
      return { sql: 'NULL', type: UNKNOWN, literal: null }
    case 'boolean':
      return booleanLiteral(expression.value)
    case 'long':
      return longLiteral(expression)
    case 'decimal':
      return decimalLiteral(expression.text)
    case 'double':
      return doubleLiteral(expression.text)
    case 'string':
      return stringLiteral(expression.value)
    case 'binary':
      return binaryLiteral(expression.hex)
    case 'typed-literal':
      return typedLiteral(expression)
    case 'interval':
      return intervalLiteral(expression)
    case 'unary':
      return negation(expression, context)
    case 'binary-operator':
      return arithmetic(expression, context)
    case 'comparison':
      return comparison(expression, context)
    case 'distinct-from':
      return distinctFrom(expression, context)
    case 'logical': {
      const name = `Logical expression term`
      const terms = expression.terms.map(term => requireBoolean(analyzeExpression(term, context), term, name))
      return booleanOf(`(${terms.join(expression.operator === 'and' ? ' AND ' : ' OR ')})`)
    }
    case 'not':
      return booleanOf(
        `(NOT ${requireBoolean(analyzeExpression(expression.operand, context), expression.operand, 'Value of logical NOT expression')})`,
      )
    case 'between':
      return between(expression, context)
    case 'in-list':
      return inList(expression, context)
    case 'in-subquery':
      return inSubquery(expression, context)
    case 'like':
      return like(expression, context)
    case 'is-null':
      return isNull(expression, context)
    case 'exists':
      return existsSubquery(expression, context)
    case 'quantified':
      return quantifiedComparison(expression, context)
    case 'call':
      return callExpression(expression, context)
    case 'lambda':
      throw new TrinoError('TYPE_MISMATCH', 'Lambda expression should always be used inside a function', expression.loc)
    case 'cast':
      return explicitCast(expression, context)
    case 'simple-case':
      return simpleCase(expression, context)
    case 'searched-case':
      return searchedCase(expression, context)
    case 'array':
      return arrayConstructor(expression, context)
    case 'row':
      return rowConstructor(expression, context)
    case 'subscript':
      return subscript(expression, context)
    case 'subquery':
      return scalarSubquery(expression, context)
    case 'at-time-zone':
      return atTimeZone(expression, context)
    case 'extract':
      return extract(expression, context)
    case 'current':
      return currentValue(expression, context)
    case 'trim':
      return callExpression(
        {
          kind: 'call',
          name: {
            parts: [
              {
                kind: 'identifier',
                name: { leading: 'ltrim', trailing: 'rtrim', both: 'trim' }[expression.side],
                quoted: false,
                loc: expression.loc,
              },
            ],
            loc: expression.loc,
          },
          args: expression.chars ? [expression.value, expression.chars] : [expression.value],
          star: false,
          distinct: false,
          orderBy: [],
          loc: expression.loc,
        },
        context,
      )
    case 'parameter': {
      const value = context.query.analysis.parameters[expression.index]
      if (!value)
        throw new TrinoError(
          'INVALID_PARAMETER_USAGE',
          'Incorrect number of parameters: not enough values given',
          expression.loc,
        )
      return analyzeExpression(value, { ...context, scope: { kind: 'query', fields: [] } })
    }
    case 'json-function':
      return jsonFunction(expression, context)
  }
}

/** A boolean, as conditions need it. */
export function analyzeCondition(expression: Expression, context: ExpressionContext, what: string): string {
  const value = analyzeExpression(expression, context)
  if (value.type.kind !== 'boolean' && value.type.kind !== 'unknown')
    throw new TrinoError(
      'TYPE_MISMATCH',
      `${what} must evaluate to a boolean${/^(WHERE|HAVING|JOIN)/.test(what) ? ': actual type ' : ' (actual: '}${typeName(value.type)}${/^(WHERE|HAVING|JOIN)/.test(what) ? '' : ')'}`,
      expression.loc,
    )
  return coerceTo(value, { kind: 'boolean' })
}

/** In an aggregated query: the grouping column that an expression is, by structure. */
function groupedValue(expression: Expression, context: ExpressionContext): Typed | undefined {
  const { aggregation, scope } = context
  if (!aggregation || aggregation.keys.size === 0) return undefined
  return aggregation.keys.get(expressionKey(expression, scope))
}

function reference(expression: Identifier | Dereference, context: ExpressionContext): Typed {
  const parts = nameParts(expression)
  if (parts) {
    const names = parts.map(part => part.name.toLowerCase())
    if (context.outputs) {
      const output = resolveField({ ...context.outputs, parent: undefined }, names, expression)
      if (output && context.inside === 'aggregate')
        throw new TrinoError(
          'COLUMN_NOT_FOUND',
          'Invalid reference to output projection attribute from ORDER BY aggregation',
          expression.loc,
        )
      if (output) return output.field.value
    }
    const found = resolveField(context.scope, names, expression)
    if (found) {
      if (found.outer && context.query.correlation) {
        context.query.correlation.found = true
        if (context.inside === 'aggregate') context.query.correlation.aggregated = true
      }
      if (found.field.ungrouped)
        throw new TrinoError(
          'EXPRESSION_NOT_AGGREGATE',
          `Subquery uses '${formatExpression(expression)}' which must appear in GROUP BY clause`,
          expression.loc,
        )
      const { aggregation } = context
      if (aggregation && context.inside !== 'aggregate' && !found.outer && !found.lambda) {
        const key = aggregation.fieldKeys.get(found.field)
        if (key) return key
        throw notAggregate(expression)
      }
      return found.field.value
    }
  }
  if (expression.kind === 'identifier') throw columnNotFound(expression, [expression])
  let base: Typed
  try {
    base = analyzeExpression(expression.base, context)
  } catch (error) {
    if (parts && error instanceof TrinoError && error.errorName === 'COLUMN_NOT_FOUND')
      throw columnNotFound(expression, parts)
    throw error
  }
  return rowField(base, expression)
}

export function notAggregate(expression: Expression): TrinoError {
  return new TrinoError(
    'EXPRESSION_NOT_AGGREGATE',
    `'${formatExpression(expression)}' must be an aggregate expression or appear in GROUP BY clause`,
    expression.loc,
  )
}
