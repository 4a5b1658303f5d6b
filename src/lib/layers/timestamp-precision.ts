import type { Expression } from '../lakehouse/sql/ast.js'
import { columnBehind, type OutputColumn } from './output-columns.js'

/** A timestamp's precision as far as the text says. */
export interface TimestampType {
  precision: number
  withTimeZone: boolean
}

/** Functions that give a timestamp of fixed precision (Trino docs, "Date and time functions"). */
const FIXED: Record<string, TimestampType> = {
  now: { precision: 3, withTimeZone: true },
  from_unixtime: { precision: 3, withTimeZone: true },
  from_iso8601_timestamp: { precision: 3, withTimeZone: true },
  parse_datetime: { precision: 3, withTimeZone: true },
  date_parse: { precision: 3, withTimeZone: false },
}
/** Functions that give back the type of one argument, by its position. */
const SAME_AS: Record<string, number> = {
  ...{ max: 0, min: 0, arbitrary: 0, any_value: 0, first_value: 0, last_value: 0, lag: 0, lead: 0, try: 0, nullif: 0 },
  ...{ date_trunc: 1, date_add: 2, max_by: 0, min_by: 0, nth_value: 0 },
}

/**
 * The timestamp that the expression surely is; undefined where it is none or a table's column decides. With several
 * branches the highest precision counts, as Trino coerces to it, and one that is unknown makes the whole unknown.
 */
export function timestampOf(value: Expression, column: OutputColumn): TimestampType | undefined {
  switch (value.kind) {
    case 'cast': {
      const { name, args } = value.type
      if (!name.startsWith('timestamp')) return undefined
      const precision = typeof args[0] === 'number' ? args[0] : 3
      return { precision, withTimeZone: name.includes('time zone') }
    }
    case 'typed-literal':
      if (!value.type.name.startsWith('timestamp')) return undefined
      return {
        precision: (/\.(\d+)/.exec(value.value)?.[1] ?? '').length,
        withTimeZone: /[A-Za-z]|\d[+-]\d\d:\d\d$/.test(value.value.replace(/^\S+T/, '')),
      }
    case 'current':
      if (value.what !== 'current_timestamp' && value.what !== 'localtimestamp') return undefined
      return { precision: value.precision ?? 3, withTimeZone: value.what === 'current_timestamp' }
    case 'at-time-zone': {
      const inner = timestampOf(value.value, column)
      return inner && { ...inner, withTimeZone: true }
    }
    case 'binary-operator':
      return value.right.kind === 'interval' ? timestampOf(value.left, column) : undefined
    case 'searched-case':
    case 'simple-case':
      return widest([...value.whens.map(({ then }) => then), ...(value.otherwise ? [value.otherwise] : [])], column)
    case 'call':
      return ofCall(value, column)
    case 'identifier':
    case 'dereference': {
      const behind = columnBehind(value, column)
      return behind && timestampOf(behind.value, behind)
    }
    default:
      return undefined
  }
}

function ofCall(call: Extract<Expression, { kind: 'call' }>, column: OutputColumn): TimestampType | undefined {
  const name = call.name.parts.at(-1)!.name.toLowerCase()
  if (name === 'coalesce' || name === 'greatest' || name === 'least') return widest(call.args, column)
  if (name === 'if') return widest(call.args.slice(1), column)
  const argument = call.args[SAME_AS[name] ?? -1]
  return FIXED[name] ?? (argument && timestampOf(argument, column))
}

function widest(branches: Expression[], column: OutputColumn): TimestampType | undefined {
  const types = branches.filter(({ kind }) => kind !== 'null').map(branch => timestampOf(branch, column))
  if (types.length === 0 || types.includes(undefined)) return undefined
  return {
    precision: Math.max(...types.map(type => type!.precision)),
    withTimeZone: types.some(type => type!.withTimeZone),
  }
}
