import { isNumeric } from '../types/coercion.js'
import type { TrinoType } from '../types/type.js'
import { coerceTo } from './coerce.js'
import { DOUBLE, instantOf, type Typed, typed } from './typed.js'

const daySecond: TrinoType = { kind: 'interval day to second' }

const isInterval = ({ type }: Typed) => type.kind.startsWith('interval')
const isMoment = ({ type }: Typed) => type.kind === 'date' || type.kind === 'timestamp' || type.kind === 'time'

/** Dates, times and intervals with `+ - * /`; undefined where Trino has no such operator. */
export function intervalArithmetic(operator: string, left: Typed, right: Typed): Typed | undefined {
  if (operator === '+') {
    if (isMoment(left) && isInterval(right)) return shift(left, right, '+')
    if (isInterval(left) && isMoment(right)) return shift(right, left, '+')
    if (isInterval(left) && right.type.kind === left.type.kind) return typed(`(${left.sql} + ${right.sql})`, left.type)
  }
  if (operator === '-') {
    if (isMoment(left) && isInterval(right)) return shift(left, right, '-')
    if (isInterval(left) && right.type.kind === left.type.kind) return typed(`(${left.sql} - ${right.sql})`, left.type)
    return difference(left, right)
  }
  if (operator === '*') {
    if (isInterval(left) && isNumeric(right.type)) return scaled(left, right, 't_interval_times')
    if (isNumeric(left.type) && isInterval(right)) return scaled(right, left, 't_interval_times')
  }
  if (operator === '/' && isInterval(left) && isNumeric(right.type)) return scaled(left, right, 't_interval_over')
  return undefined
}

function scaled(interval: Typed, factor: Typed, macro: string): Typed {
  const months = interval.type.kind === 'interval year to month' ? '_months' : ''
  return typed(`${macro}${months}(${interval.sql}, ${coerceTo(factor, DOUBLE)})`, interval.type)
}

function shift(moment: Typed, interval: Typed, sign: '+' | '-'): Typed | undefined {
  const { type } = moment
  const months = interval.type.kind === 'interval year to month'
  if (type.kind === 'date') {
    const check = months ? interval.sql : `t_whole_days(${interval.sql})`
    return typed(`CAST((${moment.sql} ${sign} ${check}) AS DATE)`, type)
  }
  if (type.kind === 'time') {
    if (months) return undefined
    return typed(`(${moment.sql} ${sign} ${interval.sql})`, { ...type, precision: Math.max(type.precision, 3) })
  }
  // Literals are in milliseconds, so that a coarser timestamp becomes timestamp(3).
  const precision =
    type.kind === 'timestamp' && !months ? Math.max(type.precision, 3) : (type as { precision: number }).precision
  const result = { ...(type as Extract<TrinoType, { withTimeZone: boolean }>), precision }
  if (!result.withTimeZone) return typed(`(${moment.sql} ${sign} ${interval.sql})`, result)
  if (months) return typed(`t_in_zone((t_local(${moment.sql}) ${sign} ${interval.sql}), (${moment.sql}).z)`, result)
  return typed(
    `t_zoned((${instantOf(moment)} ${sign} to_microseconds(t_interval_micros(${interval.sql}))), (${moment.sql}).z)`,
    result,
  )
}

function difference(left: Typed, right: Typed): Typed | undefined {
  const a = left.type
  const b = right.type
  if (a.kind === 'date' && b.kind === 'date')
    return typed(`to_days(CAST((${left.sql} - ${right.sql}) AS INTEGER))`, daySecond)
  if (a.kind === 'time' && b.kind === 'time' && !a.withTimeZone && !b.withTimeZone)
    return typed(`to_microseconds(date_diff('microseconds', ${right.sql}, ${left.sql}))`, daySecond)
  if (
    (a.kind === 'timestamp' && (b.kind === 'timestamp' || b.kind === 'date')) ||
    (a.kind === 'date' && b.kind === 'timestamp')
  ) {
    const zoned = (a.kind === 'timestamp' && a.withTimeZone) || (b.kind === 'timestamp' && b.withTimeZone)
    const type: TrinoType = { kind: 'timestamp', precision: 6, withTimeZone: zoned }
    const of = (value: Typed) =>
      zoned
        ? value.type.kind === 'timestamp' && value.type.withTimeZone
          ? instantOf(value)
          : `(${coerceTo(value, type)}).t`
        : `CAST(${value.sql} AS TIMESTAMP)`
    return typed(`to_milliseconds(CAST((epoch_us(${of(left)}) - epoch_us(${of(right)})) // 1000 AS BIGINT))`, daySecond)
  }
  return undefined
}
