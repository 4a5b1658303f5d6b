/** A way of writing values, how DuckDB checks a column for it here, and how Athena casts it in stg. */
export interface ValueForm {
  id: string
  kind: 'boolean' | 'integer' | 'decimal' | 'double' | 'date' | 'timestamp'
  /** What people call it. */
  title: string
  /** DuckDB's condition on the trimmed text `v`. */
  test: string
  /** The whole number or decimal as DuckDB reads it, for its size. */
  number?: string
  /** The text `x` in Athena's SQL, such that a cast to the kind's type reads it. */
  athena(x: string): string
}

const same = (x: string) => x
const full = (pattern: string) => `regexp_full_match(v, '${pattern}')`
/** `strptime` knows how many days a month has. */
const time = (pattern: string, format: string) => `${full(pattern)} and try_strptime(v, '${format}') is not null`
const parsed = (format: string) => (x: string) => `try(date_parse(${x}, '${format}'))`

const comma = "replace(replace(v, '.', ''), ',', '.')"
const grouped = "replace(v, ',', '')"
const whole = '[+-]?(0|[1-9][0-9]*)'

/** The first forms win where a column fits several. Leading zeros are no number: they are codes, and would be lost. */
export const VALUE_FORMS: readonly ValueForm[] = [
  { id: 'boolean', kind: 'boolean', title: 'true and false', test: "lower(v) in ('true', 'false')", athena: same },
  { id: 'integer', kind: 'integer', title: 'whole numbers', test: full(whole), number: 'v', athena: same },
  { id: 'decimal', kind: 'decimal', title: 'decimals', test: full(`${whole}(\\.[0-9]+)?`), number: 'v', athena: same },
  {
    id: 'grouped',
    kind: 'decimal',
    title: 'decimals with thousands as 1,234.50',
    test: full('[+-]?([1-9][0-9]{0,2}(,[0-9]{3})*|0)\\.[0-9]+'),
    number: grouped,
    athena: x => `replace(${x}, ',', '')`,
  },
  {
    id: 'comma',
    kind: 'decimal',
    title: 'decimals with a comma as 1.234,50',
    test: full('[+-]?([1-9][0-9]{0,2}(\\.[0-9]{3})+|0|[1-9][0-9]*),[0-9]+'),
    number: comma,
    athena: x => `replace(replace(${x}, '.', ''), ',', '.')`,
  },
  {
    id: 'double',
    kind: 'double',
    title: 'floating-point numbers',
    test: full(`${whole}(\\.[0-9]+)?([eE][+-]?[0-9]+)?`),
    athena: same,
  },
  {
    id: 'timestamp',
    kind: 'timestamp',
    title: 'times as 2024-12-31 23:59:59',
    test: `${full('[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?')} and try_cast(v as timestamp) is not null`,
    athena: x => `replace(${x}, 'T', ' ')`,
  },
  {
    id: 'instant',
    kind: 'timestamp',
    title: 'times as 2024-12-31T23:59:59Z',
    test: `${full('[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})')} and try_cast(v as timestamptz) is not null`,
    athena: x => `cast(try(from_iso8601_timestamp(${x})) at time zone 'UTC' as timestamp(3))`,
  },
  {
    id: 'iso-date',
    kind: 'date',
    title: 'days as 2024-12-31',
    test: time('[0-9]{4}-[0-9]{2}-[0-9]{2}', '%Y-%m-%d'),
    athena: parsed('%Y-%m-%d'),
  },
  {
    id: 'slash-year-first',
    kind: 'date',
    title: 'days as 2024/12/31',
    test: time('[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}', '%Y/%m/%d'),
    athena: parsed('%Y/%m/%d'),
  },
  {
    id: 'dotted',
    kind: 'date',
    title: 'days as 31.12.2024',
    test: time('[0-9]{1,2}[.][0-9]{1,2}[.][0-9]{4}', '%d.%m.%Y'),
    athena: parsed('%d.%m.%Y'),
  },
  {
    id: 'day-first',
    kind: 'date',
    title: 'days as 31/12/2024',
    test: time('[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}', '%d/%m/%Y'),
    athena: parsed('%d/%m/%Y'),
  },
  {
    id: 'month-first',
    kind: 'date',
    title: 'days as 12/31/2024',
    test: time('[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}', '%m/%d/%Y'),
    athena: parsed('%m/%d/%Y'),
  },
]

/** Values that mean nothing is known; the macro text_or_null of the new project has the same list. */
export const NULL_WORDS = ['', 'null', 'n/a', '#n/a'] as const
