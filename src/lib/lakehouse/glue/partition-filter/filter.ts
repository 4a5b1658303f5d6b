import type { Column } from '../../catalog/model.js'
import { glueError, invalidInput } from '../errors.js'
import { type Comparison, type Expression, parseExpression } from './expression.js'
import { type KeyType, type KeyValue, keyType } from './key-type.js'
import { like } from './like.js'

/** SQL's three truth values. */
type Truth = boolean | undefined

type Condition = (values: string[]) => Truth

/** Hive's partition of the rows whose key is null. */
const nullPartition = '__HIVE_DEFAULT_PARTITION__'

/** Compiles a GetPartitions expression for a table's partition keys. */
export function partitionFilter(expression: string, keys: Column[]): (values: string[]) => boolean {
  const condition = compile(parseExpression(expression), keys)
  return values => condition(values) === true
}

function compile(expression: Expression, keys: Column[]): Condition {
  switch (expression.kind) {
    case 'and': {
      const [left, right] = [compile(expression.left, keys), compile(expression.right, keys)]
      return values => and(left(values), right(values))
    }
    case 'or': {
      const [left, right] = [compile(expression.left, keys), compile(expression.right, keys)]
      return values => not(and(not(left(values)), not(right(values))))
    }
    case 'not': {
      const term = compile(expression.term, keys)
      return values => not(term(values))
    }
    default:
      return compileCondition(expression, new Key(expression.key, keys))
  }
}

type KeyCondition = Exclude<Expression, { kind: 'and' | 'or' | 'not' }>

function compileCondition(expression: KeyCondition, key: Key): Condition {
  switch (expression.kind) {
    case 'null':
      return values => values[key.index] === nullPartition
    case 'compare': {
      const literal = key.literal(expression.literal)
      const holds = comparing[expression.operator]
      return values => known(key.value(values), value => holds(value, literal))
    }
    case 'between': {
      const [low, high] = [key.literal(expression.low), key.literal(expression.high)]
      return values => known(key.value(values), value => low <= value && value <= high)
    }
    case 'in': {
      const literals = new Set(expression.literals.map(literal => key.literal(literal)))
      return values => known(key.value(values), value => literals.has(value))
    }
    case 'like': {
      if (key.type.family !== 'string') {
        const family = key.type.family.charAt(0).toUpperCase() + key.type.family.slice(1)
        throw invalidInput(`${family} data type doesn't support operation 'LIKE'`)
      }
      return values => like(values[key.index] ?? '', expression.pattern)
    }
  }
}

class Key {
  readonly index: number
  readonly type: KeyType

  constructor(name: string, keys: Column[]) {
    this.index = keys.findIndex(key => key.name.toLowerCase() === name.toLowerCase())
    const column = keys[this.index]
    if (!column) throw invalidInput('Invalid partition expression!')
    this.type = keyType(column.type)
  }

  literal(text: string): KeyValue {
    const value = this.type.read(text)
    if (value === undefined) throw invalidInput(this.type.complaint(text))
    return value
  }

  /** Undefined for null. */
  value(values: string[]): KeyValue | undefined {
    const text = values[this.index] ?? ''
    if (text === nullPartition && this.type.family !== 'string') return undefined
    const value = this.type.read(text)
    // A table may have got a partition that is no value of its key's type; Glue fails the whole request.
    if (value === undefined) throw glueError('InvalidStateException', this.type.complaint(text))
    return value
  }
}

const comparing: Record<Comparison, (value: KeyValue, literal: KeyValue) => boolean> = {
  '=': (value, literal) => value === literal,
  '<>': (value, literal) => value !== literal,
  '<': (value, literal) => value < literal,
  '<=': (value, literal) => value <= literal,
  '>': (value, literal) => value > literal,
  '>=': (value, literal) => value >= literal,
}

const known = <Value>(value: Value | undefined, test: (value: Value) => boolean): Truth =>
  value === undefined ? undefined : test(value)

const not = (truth: Truth): Truth => (truth === undefined ? undefined : !truth)

const and = (left: Truth, right: Truth): Truth => {
  if (left === false || right === false) return false
  return left && right
}
