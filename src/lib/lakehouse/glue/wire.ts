/**
 * Between Glue's JSON (PascalCase members) and the catalog's objects (camelCase members). The two differ in the first
 * letter only, except that the keys of maps are the user's own and stay as they are.
 */
import { glueError } from './errors.js'

const maps = new Set(['parameters', 'tags', 'tagsToAdd', 'skewedColumnValueLocationMaps', 'properties'])

const deepest = 32

/** A request as an object with camelCase members; null members are absent ones, as everywhere in AWS JSON. */
export function fromWire(input: unknown, depth = 0): unknown {
  if (depth > deepest) throw glueError('SerializationException', 'The request is nested too deeply')
  if (Array.isArray(input)) return input.map(item => fromWire(item, depth + 1))
  if (!isObject(input)) return input
  const output: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(input)) {
    if (value === null || key === '__proto__') continue
    const name = key.charAt(0).toLowerCase() + key.slice(1)
    output[name] = maps.has(name) && isObject(value) ? withoutNulls(value) : fromWire(value, depth + 1)
  }
  return output
}

/**
 * A reply as Glue writes it. What Glue's own model does not allow in a request is left out, because clients put back
 * what they got: an empty `Owner`, a null `Comment`.
 */
export function toWire(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toWire)
  if (!isObject(value) || value instanceof Date) return value
  const output: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined || item === null || (key === 'owner' && item === '')) continue
    output[key.charAt(0).toUpperCase() + key.slice(1)] = maps.has(key) ? item : toWire(item)
  }
  return output
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const withoutNulls = (map: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(map).filter(([, value]) => value !== null))
