import { TrinoError } from '../../trino-error.js'
import type { FunctionCallContext, FunctionDefinition, FunctionGroup } from '../definition.js'
import { GROUP, literalText, onLocal, quote } from './shapes.js'

/**
 * format_datetime and parse_datetime: Joda-Time's DateTimeFormat patterns. The pattern must be a literal: DuckDB's
 * strptime takes constants only, and a pattern in a column is not something people write.
 */

type Token = { letter: string; count: number } | { text: string }

/** Splits a Joda pattern; quotes are resolved. */
function jodaTokens(pattern: string): Token[] {
  const tokens: Token[] = []
  for (const [part] of pattern.matchAll(/'(?:[^']|'')*'|([A-Za-z])\1*|[^A-Za-z']+|'/gs)) {
    if (part === "''") tokens.push({ text: "'" })
    else if (part.startsWith("'")) tokens.push({ text: part.slice(1, -1).replaceAll("''", "'") })
    else if (/^[A-Za-z]/.test(part)) tokens.push({ letter: part[0]!, count: part.length })
    else tokens.push({ text: part })
  }
  return tokens
}

const padded = (value: string, width: number) =>
  width <= 1 ? `CAST(${value} AS VARCHAR)` : `t_pad_number(${value}, ${width})`

/** SQL that prints one pattern letter of the local timestamp `x`; `zoned` is the zoned value where there is one. */
const PRINTERS: Record<string, (x: string, count: number, zoned?: string) => string> = {
  G: x => `(CASE WHEN year(${x}) > 0 THEN 'AD' ELSE 'BC' END)`,
  C: (x, n) => padded(`year(${x}) // 100`, n),
  Y: (x, n) => (n === 2 ? padded(`year(${x}) % 100`, 2) : padded(`year(${x})`, n)),
  y: (x, n) => (n === 2 ? padded(`year(${x}) % 100`, 2) : padded(`year(${x})`, n)),
  x: (x, n) => (n === 2 ? padded(`isoyear(${x}) % 100`, 2) : padded(`isoyear(${x})`, n)),
  w: (x, n) => padded(`weekofyear(${x})`, n),
  e: (x, n) => padded(`isodow(${x})`, n),
  E: (x, n) => (n >= 4 ? `dayname(${x})` : `dayname(${x})[1:3]`),
  D: (x, n) => padded(`dayofyear(${x})`, n),
  M: (x, n) => (n >= 4 ? `monthname(${x})` : n === 3 ? `monthname(${x})[1:3]` : padded(`month(${x})`, n)),
  d: (x, n) => padded(`day(${x})`, n),
  a: x => `(CASE WHEN hour(${x}) < 12 THEN 'AM' ELSE 'PM' END)`,
  K: (x, n) => padded(`hour(${x}) % 12`, n),
  h: (x, n) => padded(`(hour(${x}) + 11) % 12 + 1`, n),
  H: (x, n) => padded(`hour(${x})`, n),
  k: (x, n) => padded(`(hour(${x}) + 23) % 24 + 1`, n),
  m: (x, n) => padded(`minute(${x})`, n),
  s: (x, n) => padded(`second(${x})`, n),
  S: (x, n) => `rpad(lpad(CAST(millisecond(${x}) % 1000 AS VARCHAR), 3, '0'), ${Math.max(n, 3)}, '0')[1:${n}]`,
  Z: (_x, n, zoned) => {
    if (n >= 3) return zoned ? `(${zoned}).z` : `'UTC'`
    const colon = n === 2 ? `':'` : `''`
    return zoned ? `t_offset_text(t_offset_minutes(${zoned}), ${colon})` : n === 2 ? `'+00:00'` : `'+0000'`
  },
}

function printSql(pattern: string, local: string, zoned: string | undefined, call: FunctionCallContext): string {
  const parts = jodaTokens(pattern).map(token => {
    if ('text' in token) return quote(token.text)
    const printer = PRINTERS[token.letter]
    if (token.letter === 'z')
      throw new TrinoError(
        'NOT_SUPPORTED',
        'format_datetime pattern z (zone name) is not supported by the embedded lakehouse',
        call.location,
      )
    if (!printer) throw illegal(token, call)
    return printer(local, token.count, zoned)
  })
  return parts.length === 0 ? `''` : `(${parts.join(' || ')})`
}

const illegal = (token: { letter: string; count: number }, call: FunctionCallContext) =>
  new TrinoError(
    'INVALID_FUNCTION_ARGUMENT',
    `Illegal pattern component: ${token.letter.repeat(token.count)}`,
    call.location,
  )

const PARSERS: Record<string, (count: number) => string> = {
  Y: n => (n === 2 ? '%y' : '%Y'),
  y: n => (n === 2 ? '%y' : '%Y'),
  M: n => (n >= 4 ? '%B' : n === 3 ? '%b' : '%m'),
  d: () => '%d',
  D: () => '%j',
  E: n => (n >= 4 ? '%A' : '%a'),
  a: () => '%p',
  h: () => '%I',
  K: () => '%I',
  H: () => '%H',
  k: () => '%H',
  m: () => '%M',
  s: () => '%S',
  S: () => '%f',
}

/** parse_datetime: the zone (a last `Z`) is cut off the text first, as it becomes the value's own zone. */
function parseSql(text: string, pattern: string, call: FunctionCallContext): string {
  const tokens = jodaTokens(pattern)
  const last = tokens.at(-1)
  const zoned = last !== undefined && 'letter' in last && last.letter === 'Z'
  const format = (zoned ? tokens.slice(0, -1) : tokens)
    .map(token => {
      if ('text' in token) return token.text.replaceAll('%', '%%')
      const parser = PARSERS[token.letter]
      if (!parser)
        throw token.letter === 'Z' || PRINTERS[token.letter]
          ? new TrinoError(
              'NOT_SUPPORTED',
              `parse_datetime pattern ${token.letter.repeat(token.count)} is not supported by the embedded lakehouse at this place`,
              call.location,
            )
          : illegal(token, call)
      return parser(token.count)
    })
    .join('')
  const hasYear = /%[Yy]/.test(format)
  const at = (part: string) =>
    hasYear ? `try_strptime(${part}, ${quote(format)})` : `try_strptime('1970 ' || ${part}, ${quote(`%Y ${format}`)})`
  const invalid = `t_fail('INVALID_FUNCTION_ARGUMENT', 'Invalid format: "' || ${text} || '"')`
  if (!zoned) return `CASE WHEN ${text} IS NULL THEN NULL ELSE t_in_zone(coalesce(${at(text)}, ${invalid}), 'UTC') END`
  const zone = `regexp_extract(${text}, '(Z|[+-][0-9]{2}:?[0-9]{2}|[A-Za-z]+/[A-Za-z_/]+|UTC)$', 1)`
  const wall = at(`left(${text}, length(${text}) - length(${zone}))`)
  return `CASE WHEN ${text} IS NULL THEN NULL ELSE t_in_zone(coalesce(${wall}, ${invalid}), t_offset_zone(${zone})) END`
}

const functions: FunctionDefinition[] = [
  {
    name: 'format_datetime',
    kind: 'scalar',
    group: GROUP,
    signatures: onLocal(
      type => `(${type}, varchar(x)) -> varchar`,
      0,
      ([x]) => x!,
      ['timestamp(p)', 'timestamp(p) with time zone'],
    ).map(definition => ({
      ...definition,
      emit: (args, call) => {
        const pattern = literalPattern(call, 'format_datetime')
        if (pattern === null) return 'CAST(NULL AS VARCHAR)'
        const type = call.argTypes[0]!
        const zoned = type.kind === 'timestamp' && type.withTimeZone ? args[0] : undefined
        return printSql(pattern, definition.emit(args, call), zoned, call)
      },
    })),
  },
  {
    name: 'parse_datetime',
    kind: 'scalar',
    group: GROUP,
    signatures: [
      {
        signature: '(varchar(x), varchar(y)) -> timestamp(3) with time zone',
        emit: ([text], call) => {
          const pattern = literalPattern(call, 'parse_datetime')
          return pattern === null ? 'NULL' : parseSql(text!, pattern, call)
        },
      },
    ],
  },
]

function literalPattern(call: FunctionCallContext, name: string): string | null {
  const literal = call.literal(1)
  if (literal === null) return null
  const pattern = literalText(literal)
  if (pattern === undefined)
    throw new TrinoError(
      'NOT_SUPPORTED',
      `${name} with a computed pattern is not supported by the embedded lakehouse`,
      call.location,
    )
  return pattern
}

export const jodaFormat: FunctionGroup = {
  functions,
  macros: [
    `CREATE MACRO t_pad_number(n, width) AS CASE WHEN length(CAST(n AS VARCHAR)) >= width THEN CAST(n AS VARCHAR) ELSE lpad(CAST(n AS VARCHAR), width, '0') END`,
    `CREATE MACRO t_offset_zone(z) AS CASE WHEN z IN ('', 'Z', 'UTC', '+00:00', '+0000', '-00:00') THEN 'UTC' WHEN t_zone_is_offset(z) AND length(z) = 5 THEN z[1:3] || ':' || z[4:5] ELSE z END`,
  ],
}
