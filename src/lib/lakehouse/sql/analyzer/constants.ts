import type { Expression } from '../ast.js'
import { TrinoError } from '../trino-error.js'
import type { QueryContext } from './analysis.js'
import { formatExpression } from './format-expression.js'
import { zoneName } from './literals.js'

/** A moment as a constant. */
export interface Moment {
  epochMicros: bigint
}

/**
 * The value of an expression that has to be known before anything runs: literals, signs, casts, `now()`, interval
 * arithmetic on moments. What else Trino would fold is refused by name.
 */
export function constantValue(
  expression: Expression,
  context: QueryContext,
): string | number | bigint | boolean | null | Moment {
  const { session, parameters } = context.analysis
  switch (expression.kind) {
    case 'null':
      return null
    case 'boolean':
    case 'long':
    case 'string':
      return expression.value
    case 'decimal':
    case 'double':
      return Number(expression.text)
    case 'unary': {
      const value = constantValue(expression.operand, context)
      if (typeof value === 'number' || typeof value === 'bigint') return expression.operator === '-' ? -value : value
      break
    }
    case 'typed-literal':
      if (expression.type.name === 'timestamp' || expression.type.name === 'date')
        return moment(expression.value) ?? refuse(expression)
      return expression.value
    case 'current':
      if (expression.what === 'current_timestamp' || expression.what === 'localtimestamp')
        return { epochMicros: BigInt(session.startMillis) * 1000n }
      if (expression.what === 'current_date')
        return { epochMicros: BigInt(Math.floor(session.startMillis / 86400000)) * 86400000000n }
      break
    case 'call':
      if (expression.name.parts.at(-1)?.name.toLowerCase() === 'now')
        return { epochMicros: BigInt(session.startMillis) * 1000n }
      if (
        expression.name.parts.at(-1)?.name.toLowerCase() === 'from_iso8601_timestamp' &&
        expression.args[0]?.kind === 'string'
      )
        return moment(expression.args[0].value.replace('T', ' ')) ?? refuse(expression)
      break
    case 'cast': {
      const value = constantValue(expression.value, context)
      if (expression.type.name.startsWith('timestamp') || expression.type.name === 'date')
        return typeof value === 'string' ? (moment(value) ?? refuse(expression)) : value
      if (/int/.test(expression.type.name) && typeof value === 'string' && /^-?\d+$/.test(value)) return BigInt(value)
      return value
    }
    case 'at-time-zone':
      return constantValue(expression.value, context)
    case 'binary-operator': {
      const left = constantValue(expression.left, context)
      const shift =
        expression.right.kind === 'interval'
          ? intervalMicros(expression.right.value, expression.right.sign, expression.right.from)
          : undefined
      if (left && typeof left === 'object' && shift !== undefined)
        return { epochMicros: expression.operator === '-' ? left.epochMicros - shift : left.epochMicros + shift }
      if (expression.operator === '||') return `${left}${constantValue(expression.right, context)}`
      break
    }
    case 'parameter': {
      const value = parameters[expression.index]
      if (value) return constantValue(value, context)
      break
    }
  }
  return refuse(expression)
}

function refuse(expression: Expression): never {
  throw new TrinoError(
    'EXPRESSION_NOT_CONSTANT',
    `Constant expression cannot contain ${formatExpression(expression)}`,
    expression.loc,
  )
}

function intervalMicros(value: string, sign: number, unit: string): bigint | undefined {
  const seconds = { second: 1, minute: 60, hour: 3600, day: 86400, week: 604800 }[unit]
  const number = Number(value)
  return seconds === undefined || Number.isNaN(number) ? undefined : BigInt(Math.round(sign * number * seconds * 1e6))
}

/** The instant of a timestamp literal's text; without a zone it is UTC, Athena's session zone. */
function moment(text: string): Moment | undefined {
  const match =
    /^\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,9}))?)?)?\s*(\S.*)?$/.exec(text)
  if (!match) return undefined
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone] = match
  const wall = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second))
  const micros = BigInt(wall) * 1000n + BigInt(fraction.padEnd(6, '0').slice(0, 6))
  const name = zone ? zoneName(zone.trim()) : 'UTC'
  if (!name) return undefined
  return { epochMicros: micros - BigInt(zoneOffset(name, wall)) * 1000n }
}

/** The offset in milliseconds of a zone at a local time. */
function zoneOffset(zone: string, wall: number): number {
  const offset = /^([+-])(\d{2}):(\d{2})$/.exec(zone)
  if (offset) return (offset[1] === '-' ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3])) * 60000
  if (zone === 'UTC') return 0
  const at = (utc: number) => {
    const parts = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    }).formatToParts(utc)
    const part = (type: string) => Number(parts.find(item => item.type === type)?.value)
    return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) - utc
  }
  return at(wall - at(wall))
}
