import type { Expression, Property } from '../ast.js'
import type { PropertyValue } from '../translate.js'
import { TrinoError } from '../trino-error.js'
import type { QueryContext } from './analysis.js'
import { constantValue } from './constants.js'

/** `WITH (key = value, …)`: constant values by lower-cased name. */
export function evaluateProperties(properties: Property[], context: QueryContext): Record<string, PropertyValue> {
  const values: Record<string, PropertyValue> = {}
  for (const { name, value, loc } of properties) {
    const key = name.name.toLowerCase()
    if (key in values) throw new TrinoError('DUPLICATE_PROPERTY', `Duplicate property: ${key}`, loc)
    values[key] = propertyValue(value, context)
  }
  return values
}

function propertyValue(expression: Expression, context: QueryContext): PropertyValue {
  if (expression.kind === 'array') return expression.items.map(item => propertyValue(item, context))
  const value = constantValue(expression, context)
  if (value !== null && typeof value === 'object')
    throw new TrinoError('INVALID_TABLE_PROPERTY', 'A property cannot be a timestamp', expression.loc)
  return value
}
