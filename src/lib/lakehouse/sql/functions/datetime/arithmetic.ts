import { TrinoError } from '../../trino-error.js'
import type { TrinoType } from '../../types/type.js'
import type { FunctionCallContext, FunctionDefinition, FunctionGroup, SignatureDefinition } from '../definition.js'
import { GROUP, inZoneOf, literalText, local, onLocal } from './shapes.js'

/** date_add, date_diff, date_trunc and last_day_of_month, by Trino's DateTimeFunctions. */

const DATE_UNITS = ['day', 'week', 'month', 'quarter', 'year']
const TIME_UNITS = ['millisecond', 'second', 'minute', 'hour']
type Family = 'DATE' | 'TIME' | 'TIMESTAMP'
const UNITS: Record<Family, string[]> = {
  DATE: DATE_UNITS,
  TIME: TIME_UNITS,
  TIMESTAMP: [...TIME_UNITS, ...DATE_UNITS],
}

const INTERVALS: Record<string, (n: string) => string> = {
  millisecond: n => `to_milliseconds(${n})`,
  second: n => `to_seconds(${n})`,
  minute: n => `to_minutes(${n})`,
  hour: n => `to_hours(${n})`,
  day: n => `to_days(CAST(${n} AS INTEGER))`,
  week: n => `to_days(CAST(7 * (${n}) AS INTEGER))`,
  month: n => `to_months(CAST(${n} AS INTEGER))`,
  quarter: n => `to_months(CAST(3 * (${n}) AS INTEGER))`,
  year: n => `to_months(CAST(12 * (${n}) AS INTEGER))`,
}

/** Literal units are checked here, as Trino does at planning; others choose at run time over the family's units. */
function byUnit(
  family: Family,
  args: string[],
  call: FunctionCallContext,
  emit: (unit: string) => string,
  excluded: string[] = [],
): string {
  const unit = literalText(call.literal(0))?.toLowerCase()
  const units = UNITS[family].filter(u => !excluded.includes(u))
  if (unit !== undefined) {
    if (!units.includes(unit)) throw invalidUnit(literalText(call.literal(0))!, family, call)
    return emit(unit)
  }
  const cases = units.map(u => `WHEN '${u}' THEN ${emit(u)}`).join(' ')
  return `CASE lower(${args[0]}) ${cases} ELSE t_fail('INVALID_FUNCTION_ARGUMENT', '''' || ${args[0]} || ''' is not a valid ${family} field') END`
}

const invalidUnit = (unit: string, family: Family, call: FunctionCallContext) =>
  new TrinoError('INVALID_FUNCTION_ARGUMENT', `'${unit}' is not a valid ${family} field`, call.location)

const dateAdd: SignatureDefinition[] = [
  {
    signature: '(varchar(x), bigint, date) -> date',
    emit: (args, call) =>
      byUnit('DATE', args, call, unit => `CAST(${args[2]} + ${INTERVALS[unit]!(args[1]!)} AS DATE)`),
  },
  {
    signature: '(varchar(x), bigint, time(p)) -> time(p)',
    emit: (args, call) => byUnit('TIME', args, call, unit => `(${args[2]} + ${INTERVALS[unit]!(args[1]!)})`),
  },
  {
    signature: '(varchar(x), bigint, timestamp(p)) -> timestamp(p)',
    emit: (args, call) => byUnit('TIMESTAMP', args, call, unit => `(${args[2]} + ${INTERVALS[unit]!(args[1]!)})`),
  },
  {
    // Days and longer move the local date (across a DST change), shorter units the instant.
    signature: '(varchar(x), bigint, timestamp(p) with time zone) -> timestamp(p) with time zone',
    emit: (args, call) =>
      byUnit('TIMESTAMP', args, call, unit => {
        const [, n, x] = args as [string, string, string]
        return DATE_UNITS.includes(unit)
          ? inZoneOf(`${local(x)} + ${INTERVALS[unit]!(n)}`, x)
          : `struct_pack(t := (${x}).t + ${INTERVALS[unit]!(n)}, z := (${x}).z)`
      }),
  },
]

/** Trino's date_diff looks at timestamps in whole milliseconds. */
const inMillis = (x: string, type: TrinoType | undefined) =>
  type?.kind === 'timestamp' && type.precision > 3 ? `date_trunc('millisecond', ${x})` : x

/** DuckDB's date_sub counts whole units as Trino's date_diff does, month ends included. */
const dateDiff: SignatureDefinition[] = (
  [
    ['DATE', 'date'],
    ['TIME', 'time(p)'],
    ['TIMESTAMP', 'timestamp(p)'],
    ['TIMESTAMP', 'timestamp(p) with time zone'],
  ] as [Family, string][]
).map(([family, type]) => ({
  signature: `(varchar(x), ${type}, ${type}) -> bigint`,
  emit: (args, call) => {
    const [from, to] = args.slice(1) as [string, string]
    const zoned = type.endsWith('zone')
    const [, a, b] = call.argTypes
    return byUnit(family, args, call, unit => {
      if (!zoned) return `date_sub('${unit}', ${inMillis(from, a)}, ${inMillis(to, b)})`
      return DATE_UNITS.includes(unit)
        ? `date_sub('${unit}', ${inMillis(local(from), a)}, ${inMillis(`t_wall((${to}).t, (${from}).z)`, b)})`
        : `date_sub('${unit}', ${inMillis(`(${from}).t`, a)}, ${inMillis(`(${to}).t`, b)})`
    })
  },
}))

const dateTrunc: SignatureDefinition[] = [
  {
    signature: '(varchar(x), date) -> date',
    emit: (args, call) => byUnit('DATE', args, call, unit => `CAST(date_trunc('${unit}', ${args[1]}) AS DATE)`),
  },
  {
    signature: '(varchar(x), time(p)) -> time(p)',
    emit: (args, call) =>
      byUnit('TIME', args, call, unit => `CAST(date_trunc('${unit}', DATE '1970-01-01' + ${args[1]}) AS TIME)`),
  },
  {
    signature: '(varchar(x), timestamp(p)) -> timestamp(p)',
    emit: (args, call) => byUnit('TIMESTAMP', args, call, unit => `date_trunc('${unit}', ${args[1]})`),
  },
  {
    signature: '(varchar(x), timestamp(p) with time zone) -> timestamp(p) with time zone',
    emit: (args, call) =>
      byUnit('TIMESTAMP', args, call, unit => inZoneOf(`date_trunc('${unit}', ${local(args[1]!)})`, args[1]!)),
  },
]

const define = (name: string, signatures: SignatureDefinition[]): FunctionDefinition => ({
  name,
  kind: 'scalar',
  group: GROUP,
  signatures,
})

export const dateTimeArithmetic: FunctionGroup = {
  functions: [
    define('date_add', dateAdd),
    define('date_diff', dateDiff),
    define('date_trunc', dateTrunc),
    define(
      'last_day_of_month',
      onLocal(
        type => `(${type}) -> date`,
        0,
        ([x]) => `last_day(${x})`,
      ),
    ),
  ],
  macros: [],
}
