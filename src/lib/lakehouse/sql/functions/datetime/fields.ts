import type { FunctionDefinition, FunctionGroup } from '../definition.js'
import { GROUP, onLocal } from './shapes.js'

/** Trino's field functions (year, day_of_week, …) and EXTRACT, which the analyzer sends here by the field's name. */

const DATE_FIELDS: [names: string[], emit: (x: string) => string][] = [
  [['year'], x => `year(${x})`],
  [['quarter'], x => `quarter(${x})`],
  [['month'], x => `month(${x})`],
  [['week', 'week_of_year'], x => `weekofyear(${x})`],
  [['day', 'day_of_month'], x => `day(${x})`],
  [['day_of_week', 'dow'], x => `isodow(${x})`],
  [['day_of_year', 'doy'], x => `dayofyear(${x})`],
  [['year_of_week', 'yow'], x => `isoyear(${x})`],
]

const TIME_FIELDS: [name: string, emit: (x: string) => string][] = [
  ['hour', x => `hour(${x})`],
  ['minute', x => `minute(${x})`],
  ['second', x => `second(${x})`],
  ['millisecond', x => `(millisecond(${x}) % 1000)`],
]

/** Intervals count whole units: `day(interval '50' hour)` is 2. */
const YEAR_MONTH_INTERVAL: Record<string, (months: string) => string> = {
  year: m => `${m} // 12`,
  month: m => `${m} % 12`,
}
const DAY_SECOND_INTERVAL: Record<string, (millis: string) => string> = {
  day: ms => `${ms} // 86400000`,
  hour: ms => `${ms} // 3600000 % 24`,
  minute: ms => `${ms} // 60000 % 60`,
  second: ms => `${ms} // 1000 % 60`,
  millisecond: ms => `${ms} % 1000`,
}

const bigint = (sql: string) => `CAST(${sql} AS BIGINT)`

function intervalSignatures(field: string) {
  const months = YEAR_MONTH_INTERVAL[field]
  const millis = DAY_SECOND_INTERVAL[field]
  return [
    ...(months
      ? [
          {
            signature: '(interval year to month) -> bigint',
            emit: ([x]: string[]) => bigint(months(`t_interval_months(${x})`)),
          },
        ]
      : []),
    ...(millis
      ? [
          {
            signature: '(interval day to second) -> bigint',
            emit: ([x]: string[]) => bigint(millis(`t_interval_millis(${x})`)),
          },
        ]
      : []),
  ]
}

const dateFields: FunctionDefinition[] = DATE_FIELDS.map(([[name, ...aliases], emit]) => ({
  name: name!,
  aliases,
  kind: 'scalar',
  group: GROUP,
  signatures: [
    ...onLocal(
      type => `(${type}) -> bigint`,
      0,
      ([x]) => bigint(emit(x!)),
    ),
    ...intervalSignatures(name!),
  ],
}))

const timeFields: FunctionDefinition[] = TIME_FIELDS.map(([name, emit]) => ({
  name,
  kind: 'scalar',
  group: GROUP,
  signatures: [
    ...onLocal(
      type => `(${type}) -> bigint`,
      0,
      ([x]) => bigint(emit(x!)),
      ['timestamp(p)', 'timestamp(p) with time zone', 'time(p)'],
    ),
    ...intervalSignatures(name),
  ],
}))

const zoneFields: FunctionDefinition[] = [
  {
    name: 'timezone_hour',
    kind: 'scalar',
    group: GROUP,
    signatures: [
      {
        signature: '(timestamp(p) with time zone) -> bigint',
        emit: ([x]) => `t_truncated_div(t_offset_minutes(${x}), 60)`,
      },
    ],
  },
  {
    name: 'timezone_minute',
    kind: 'scalar',
    group: GROUP,
    signatures: [
      {
        signature: '(timestamp(p) with time zone) -> bigint',
        emit: ([x]) => bigint(`t_offset_minutes(${x}) - 60 * t_truncated_div(t_offset_minutes(${x}), 60)`),
      },
    ],
  },
]

export const dateTimeFields: FunctionGroup = {
  functions: [...dateFields, ...timeFields, ...zoneFields],
  macros: [
    `CREATE MACRO t_truncated_div(a, b) AS CAST(sign(a) AS BIGINT) * (abs(a) // b)`,
    `CREATE MACRO t_interval_millis(i) AS CAST(datepart('day', i) AS BIGINT) * 86400000 + datepart('hour', i) * 3600000 + datepart('minute', i) * 60000 + datepart('microsecond', i) // 1000`,
    `CREATE MACRO t_interval_months(i) AS CAST(datepart('year', i) AS BIGINT) * 12 + datepart('month', i)`,
  ],
}
