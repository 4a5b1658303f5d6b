import { aggregates } from './aggregates.js'
import { arrays } from './arrays.js'
import { binary } from './binary.js'
import { bitwiseFunctions } from './bitwise.js'
import { castMacros } from './casts.js'
import { comparisonFunctions } from './comparison.js'
import { conditionalFunctions } from './conditional.js'
import { conversions } from './conversion.js'
import { dateTime } from './datetime.js'
import type { FunctionGroup } from './definition.js'
import { json } from './json.js'
import { maps } from './maps.js'
import { math } from './math.js'
import { operatorMacros } from './operators.js'
import { regularExpressions } from './regexp.js'
import { FunctionRegistry } from './registry.js'
import { strings } from './strings.js'
import { urls } from './url.js'
import { uuids } from './uuid.js'
import { windowFunctions } from './windows.js'

/** Every group of functions. */
export const functionGroups: FunctionGroup[] = [
  math,
  comparisonFunctions,
  conditionalFunctions,
  bitwiseFunctions,
  strings,
  conversions,
  regularExpressions,
  binary,
  json,
  arrays,
  maps,
  urls,
  uuids,
  dateTime,
  aggregates,
  windowFunctions,
]

export const functionRegistry = new FunctionRegistry(functionGroups)

/** All `CREATE MACRO` statements, those that others build on first. */
export function allMacros(): string[] {
  const statements = [...operatorMacros, ...functionGroups.flatMap(group => group.macros), ...castMacros]
  return [...new Set(statements)]
}
