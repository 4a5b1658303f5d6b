import { TrinoError } from '../../trino-error.js'
import type { FunctionCallContext, FunctionDefinition, FunctionGroup } from '../definition.js'
import { GROUP, literalText, onLocal, quote } from './shapes.js'

/**
 * date_format and date_parse: MySQL's specifiers, as Trino's DateTimeFunctions reads them.
 * DuckDB's strftime and strptime want a constant format, so a literal one is translated here; a computed one of
 * date_format is put together at run time, a computed one of date_parse chooses among the translated common forms.
 */

/** Specifier to DuckDB strftime. Fractions have millisecond precision in both functions. */
const PRINT: Record<string, string> = {
  a: '%a', b: '%b', c: '%-m', d: '%d', e: '%-d', f: '%g000', H: '%H', h: '%I', I: '%I', i: '%M', j: '%j', k: '%-H',
  l: '%-I', M: '%B', m: '%m', p: '%p', r: '%I:%M:%S %p', S: '%S', s: '%S', T: '%H:%M:%S', v: '%V', W: '%A', x: '%G',
  Y: '%Y', y: '%y', '%': '%%',
} // biome-ignore format: a table
const PARSE: Record<string, string> = { ...PRINT, f: '%f', c: '%m', e: '%d', k: '%H', l: '%I' }
const UNSUPPORTED = ['D', 'U', 'u', 'V', 'w', 'X']

/** Translates a MySQL format; throws INVALID_FUNCTION_ARGUMENT as Trino does for specifiers that it refuses. */
function translateMysqlFormat(format: string, table: Record<string, string>, call: FunctionCallContext): string {
  return format.replace(/%(.?)|[^%]+/gs, (token, specifier?: string) => {
    if (specifier === undefined) return token
    if (UNSUPPORTED.includes(specifier))
      throw new TrinoError(
        'INVALID_FUNCTION_ARGUMENT',
        `%${specifier} not supported in date format string`,
        call.location,
      )
    return table[specifier] ?? specifier
  })
}

/** An absent year means 1970 (2000 with a month or day only, a Joda default), where strptime would say 1900. */
function parseSql(text: string, format: string, call: FunctionCallContext): string {
  const duckdb = translateMysqlFormat(format, PARSE, call)
  const hasYear = /%[YyGx]/.test(duckdb)
  const year = /%[mdbBj]/.test(duckdb) ? '2000' : '1970'
  const parsed = hasYear
    ? `try_strptime(${text}, ${quote(duckdb)})`
    : `try_strptime('${year} ' || ${text}, ${quote(`%Y ${duckdb}`)})`
  const pivoted = /%y/.test(duckdb)
    ? `(CASE WHEN year(${parsed}) = 1969 THEN ${parsed} + INTERVAL 100 YEAR ELSE ${parsed} END)`
    : parsed
  return `date_trunc('millisecond', ${pivoted})`
}

const orInvalid = (parsed: string, text: string) =>
  `CASE WHEN ${text} IS NULL THEN NULL ELSE coalesce(${parsed}, t_fail('INVALID_FUNCTION_ARGUMENT', 'Invalid format: "' || ${text} || '"')) END`

/** Formats that people keep in columns; any other computed format is refused at run time by name. */
const COMPUTED_FORMATS = [
  '%Y-%m-%d', '%Y/%m/%d', '%Y%m%d', '%d/%m/%Y', '%m/%d/%Y', '%d-%m-%Y', '%m-%d-%Y', '%d.%m.%Y',
  '%Y-%m-%d %H:%i:%s', '%Y-%m-%d %H:%i:%s.%f', '%Y-%m-%d %H:%i', '%Y-%m-%dT%H:%i:%s', '%Y-%m-%dT%H:%i:%sZ', '%Y-%m-%dT%H:%i:%s.%f',
  '%Y-%m-%d %T', '%d/%m/%Y %H:%i:%s', '%m/%d/%Y %H:%i:%s', '%Y%m%d%H%i%s', '%Y', '%Y-%m', '%Y%m', '%H:%i:%s', '%H:%i',
] // biome-ignore format: a table

function computedParse(text: string, format: string, call: FunctionCallContext): string {
  const cases = COMPUTED_FORMATS.map(f => `WHEN ${quote(f)} THEN ${parseSql(text, f, call)}`).join(' ')
  const parsed = `CASE ${format} ${cases} ELSE t_fail('NOT_SUPPORTED', 'date_parse with a computed format is not supported by the embedded lakehouse for: ' || ${format}) END`
  return `CASE WHEN ${format} IS NULL THEN NULL ELSE ${orInvalid(parsed, text)} END`
}

const functions: FunctionDefinition[] = [
  {
    name: 'date_format',
    kind: 'scalar',
    group: GROUP,
    signatures: onLocal(
      type => `(${type}, varchar(x)) -> varchar`,
      0,
      ([x, format]) => `t_date_format(${x}, ${format})`,
      ['timestamp(p)', 'timestamp(p) with time zone'],
    ).map(definition => ({
      ...definition,
      emit: (args, call) => {
        const format = literalText(call.literal(1))
        const computed = definition.emit(args, call)
        if (format === undefined) return computed
        const zoned = call.argTypes[0]!.kind === 'timestamp' && call.argTypes[0]!.withTimeZone
        return `strftime(${zoned ? `t_local(${args[0]})` : args[0]}, ${quote(translateMysqlFormat(format, PRINT, call))})`
      },
    })),
  },
  {
    name: 'date_parse',
    kind: 'scalar',
    group: GROUP,
    signatures: [
      {
        signature: '(varchar(x), varchar(y)) -> timestamp(3)',
        emit: ([text, format], call) => {
          const literal = literalText(call.literal(1))
          return literal === undefined
            ? computedParse(text!, format!, call)
            : orInvalid(parseSql(text!, literal, call), text!)
        },
      },
    ],
  },
]

const printCases = Object.entries(PRINT)
  .map(([specifier, format]) => `WHEN '%${specifier}' THEN strftime(x, '${format}')`)
  .join(' ')

export const mysqlFormat: FunctionGroup = {
  functions,
  macros: [
    `CREATE MACRO t_date_format_token(x, token) AS CASE token ${printCases} ${UNSUPPORTED.map(
      u => `WHEN '%${u}' THEN t_fail('INVALID_FUNCTION_ARGUMENT', '%${u} not supported in date format string')`,
    ).join(' ')} ELSE CASE WHEN token[1] = '%' THEN token[2:] ELSE token END END`,
    `CREATE MACRO t_date_format(x, format) AS CASE WHEN format = '' THEN '' ELSE array_to_string(list_transform(regexp_extract_all(format, '%.|[^%]+|%'), lambda token: t_date_format_token(x, token)), '') END`,
  ],
}
