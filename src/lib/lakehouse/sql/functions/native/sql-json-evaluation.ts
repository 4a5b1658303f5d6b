import { TrinoError } from '../../trino-error.js'
import type { NativeFunction } from '../native.js'
import { JsonSyntaxError } from './json-reader.js'
import { type Item, JsonObject, parseItem, printItem, typeOf } from './sql-json-items.js'
import { type JsonPath, type Method, type PathNode, type Predicate, parseJsonPath } from './sql-json-path.js'

const evaluationError = (why: string) => new TrinoError('PATH_EVALUATION_ERROR', `path evaluation failed: ${why}`)
const structural = (why: string) => evaluationError(`structural error: ${why}`)

/** Evaluates a path; lax mode unwraps arrays and overlooks what is missing, strict mode refuses it. */
class Evaluation {
  private readonly current: Item[] = []
  private readonly lengths: number[] = []

  constructor(
    private readonly path: JsonPath,
    private readonly context: Item,
    private readonly variables: Map<string, Item>,
  ) {}

  items(node: PathNode = this.path.root): Item[] {
    switch (node.kind) {
      case 'literal':
        return [node.value]
      case 'context':
        return [this.context]
      case 'current':
        return [this.current.at(-1)!]
      case 'last':
        return [BigInt(this.lengths.at(-1)! - 1)]
      case 'variable':
        if (!this.variables.has(node.name)) throw evaluationError(`no value passed for parameter ${node.name}`)
        return [this.variables.get(node.name)!]
      case 'member':
        return this.unwrapped(node.base).flatMap(item => this.member(item, node.name))
      case 'descendant':
        return this.items(node.base).flatMap(item => descendants(item, node.name))
      case 'elements':
        return this.items(node.base).flatMap(item => this.elements(item, node.ranges))
      case 'filter':
        return this.unwrapped(node.base).filter(item => {
          this.current.push(item)
          const kept = this.test(node.predicate)
          this.current.pop()
          return kept === true
        })
      case 'method': {
        const whole = node.name === 'type' || node.name === 'size'
        const items = whole ? this.items(node.base) : this.unwrapped(node.base)
        return items.flatMap(item => this.method(item, node.name))
      }
      case 'negative':
        return this.unwrapped(node.base).map(item => {
          if (typeof item !== 'bigint' && typeof item !== 'number') {
            throw evaluationError(`invalid item type. Expected: NUMBER, actual: ${typeOf(item)}`)
          }
          return -item
        })
      case 'arithmetic':
        return [calculate(node.operator, this.number(node.left), this.number(node.right))]
    }
  }

  private unwrapped(node: PathNode): Item[] {
    const items = this.items(node)
    return this.path.lax ? items.flatMap(item => (Array.isArray(item) ? item : [item])) : items
  }

  private number(node: PathNode): bigint | number {
    const items = this.unwrapped(node)
    const [item] = items
    if (items.length !== 1 || (typeof item !== 'bigint' && typeof item !== 'number')) {
      throw evaluationError('arithmetic binary expression requires singleton numeric operands')
    }
    return item
  }

  private member(item: Item, name: string | undefined): Item[] {
    if (!(item instanceof JsonObject)) {
      if (this.path.lax) return []
      throw structural(`invalid item type. Expected: OBJECT, actual: ${typeOf(item).toUpperCase()}`)
    }
    const found = item.members.filter(([key]) => name === undefined || key === name).map(([, value]) => value)
    if (found.length === 0 && name !== undefined && !this.path.lax) {
      throw structural(`missing member '${name}' in JSON object`)
    }
    return found
  }

  private elements(item: Item, ranges: { from: PathNode; to?: PathNode }[] | undefined): Item[] {
    if (!Array.isArray(item) && !this.path.lax) {
      throw structural(`invalid item type. Expected: ARRAY, actual: ${typeOf(item).toUpperCase()}`)
    }
    const array = Array.isArray(item) ? item : [item]
    if (!ranges) return array
    this.lengths.push(array.length)
    const found = ranges.flatMap(({ from, to }) => {
      const first = Number(this.number(from))
      const last = to ? Number(this.number(to)) : first
      if (!this.path.lax && (first < 0 || last >= array.length || first > last)) {
        throw structural(`invalid array subscript: [${first}, ${last}] for array of size ${array.length}`)
      }
      return array.slice(Math.max(0, first), Math.max(0, last + 1))
    })
    this.lengths.pop()
    return found
  }

  private method(item: Item, method: Method): Item[] {
    switch (method) {
      case 'type':
        return [typeOf(item)]
      case 'size':
        if (!Array.isArray(item) && !this.path.lax) throw structural('invalid item type. Expected: ARRAY')
        return [Array.isArray(item) ? BigInt(item.length) : 1n]
      case 'keyvalue':
        if (!(item instanceof JsonObject)) throw structural('invalid item type. Expected: OBJECT')
        return item.members.map(
          ([name, value]) =>
            new JsonObject([
              ['name', name],
              ['value', value],
              ['id', 0n],
            ]),
        )
      case 'double': {
        const value =
          typeof item === 'string' && item.trim() !== '' ? Number(item) : typeof item === 'string' ? Number.NaN : item
        if ((typeof value !== 'number' && typeof value !== 'bigint') || Number.isNaN(value)) {
          throw evaluationError('invalid item type. Expected: NUMBER or TEXT')
        }
        return [Number(value)]
      }
    }
    if (typeof item === 'bigint') return [method === 'abs' && item < 0n ? -item : item]
    if (typeof item !== 'number') throw evaluationError(`invalid item type. Expected: NUMBER, actual: ${typeOf(item)}`)
    return [{ abs: Math.abs, floor: Math.floor, ceiling: Math.ceil }[method](item)]
  }

  /** Three-valued: null is unknown, and so is whatever fails. */
  private test(predicate: Predicate): boolean | null {
    switch (predicate.kind) {
      case 'and': {
        const left = this.test(predicate.left)
        if (left === false) return false
        const right = this.test(predicate.right)
        return right === false ? false : left === null || right === null ? null : true
      }
      case 'or': {
        const left = this.test(predicate.left)
        if (left === true) return true
        const right = this.test(predicate.right)
        return right === true ? true : left === null || right === null ? null : false
      }
      case 'not': {
        const value = this.test(predicate.operand)
        return value === null ? null : !value
      }
      case 'is-unknown':
        return this.test(predicate.operand) === null
    }
    try {
      if (predicate.kind === 'exists') return this.items(predicate.path).length > 0
      if (predicate.kind === 'starts-with') {
        const [prefix] = this.items(predicate.prefix)
        return any(this.unwrapped(predicate.value).map(item => startsWith(item, prefix)))
      }
      const right = this.unwrapped(predicate.right)
      return any(
        this.unwrapped(predicate.left).flatMap(left => right.map(other => compare(predicate.operator, left, other))),
      )
    } catch (error) {
      if (error instanceof TrinoError) return null
      throw error
    }
  }
}

function any(results: (boolean | null)[]): boolean | null {
  return results.includes(true) ? true : results.includes(null) ? null : false
}

function startsWith(item: Item, prefix: Item | undefined): boolean | null {
  return typeof item === 'string' && typeof prefix === 'string' ? item.startsWith(prefix) : null
}

function compare(operator: string, left: Item, right: Item): boolean | null {
  if (left === null || right === null) {
    if (typeof (left ?? right) === 'object' && left !== right) return null
    return operator === '=='
      ? left === right
      : operator === '<>'
        ? left !== right
        : left === right && operator.endsWith('=')
  }
  const kind = typeOf(left)
  if (kind !== typeOf(right) || kind === 'array' || kind === 'object') return null
  // biome-ignore lint/suspicious/noDoubleEquals: a bigint and a double may be the same number.
  const same = left == right
  const less = (left as number) < (right as number)
  switch (operator) {
    case '==':
      return same
    case '<>':
      return !same
    case '<':
      return less
    case '<=':
      return less || same
    case '>':
      return !less && !same
    default:
      return !less
  }
}

function descendants(item: Item, name: string): Item[] {
  if (Array.isArray(item)) return item.flatMap(each => descendants(each, name))
  if (!(item instanceof JsonObject)) return []
  const own = item.members.filter(([key]) => key === name).map(([, value]) => value)
  return [...own, ...item.members.flatMap(([, value]) => descendants(value, name))]
}

function calculate(operator: string, a: bigint | number, b: bigint | number): bigint | number {
  const whole = typeof a === 'bigint' && typeof b === 'bigint'
  if ((operator === '/' || operator === '%') && b === 0n && whole) throw evaluationError('Division by zero')
  switch (operator) {
    case '+':
      return whole ? a + b : Number(a) + Number(b)
    case '-':
      return whole ? a - b : Number(a) - Number(b)
    case '*':
      return whole ? a * b : Number(a) * Number(b)
    case '/':
      return whole ? a / b : Number(a) / Number(b)
    default:
      return whole ? a % b : Number(a) % Number(b)
  }
}

function parseInput(text: string): Item {
  try {
    return parseItem(text)
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error
    throw new TrinoError('JSON_INPUT_CONVERSION_ERROR', 'conversion to JSON failed: ')
  }
}

/** The items that a path finds, as JSON text each. `variables` is a JSON object of the PASSING arguments. */
function evaluate(input: string, path: string, variables: string): string[] {
  const passed = parseItem(variables)
  const named = new Map(passed instanceof JsonObject ? passed.members : [])
  return new Evaluation(parseJsonPath(path), parseInput(input), named).items().map(printItem)
}

export const sqlJson: NativeFunction[] = [
  { name: 't_json_path', args: ['varchar', 'varchar', 'varchar'], returns: 'varchar[]', call: evaluate },
  {
    name: 't_json_text',
    args: ['varchar'],
    returns: 'varchar',
    call: (text: string) => JSON.parse(text) as string,
  },
]
