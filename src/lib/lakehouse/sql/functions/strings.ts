import { TrinoError } from '../trino-error.js'
import { quoteString } from '../types/duckdb-type.js'
import type { TrinoType } from '../types/type.js'
import { failArgument as fail, scalarIn } from './define.js'
import type { FunctionCallContext, FunctionDefinition, FunctionGroup } from './definition.js'
import { formatFunctions } from './formatting.js'

const scalar = scalarIn('string')

const lengthOf = (type: TrinoType | undefined) =>
  type?.kind === 'varchar' || type?.kind === 'char' ? type.length : undefined
const varchar = (length: number | undefined): TrinoType =>
  length === undefined || length >= 2147483647 ? { kind: 'varchar' } : { kind: 'varchar', length }

/** `replace`: every gap and every character may gain the replacement. */
const replaced = (types: TrinoType[]): TrinoType => {
  const [x, , z] = types.map(lengthOf)
  return varchar(x === undefined || z === undefined ? undefined : x + z * (x + 1))
}

function caseFunction(name: string): FunctionDefinition {
  return scalar(name, [
    ['(varchar(x)) -> varchar(x)', `t_${name}`],
    ['(char(x)) -> char(x)', `t_${name}`],
  ])
}

function trimFunction(name: string): FunctionDefinition {
  return scalar(name, [
    ['(varchar(x)) -> varchar(x)', `t_${name}_blanks`],
    ['(char(x)) -> varchar(x)', ([x]) => `t_${name}_blanks(rtrim(${x}, ' '))`],
    ['(varchar(x), varchar(y)) -> varchar(x)', `t_${name}_characters`],
    ['(char(x), varchar(y)) -> varchar(x)', ([x, y]) => `t_${name}_characters(rtrim(${x}, ' '), ${y})`],
  ])
}

/** `Character.isWhitespace`: blanks that may break, separators and ASCII's control blanks. */
const WHITESPACE = quoteString(
  String.fromCharCode(
    ...[9, 10, 11, 12, 13, 28, 29, 30, 31, 32, 0x1680, 0x2028, 0x2029, 0x205f, 0x3000],
    ...[0, 1, 2, 3, 4, 5, 6, 8, 9, 10].map(n => 0x2000 + n),
  ),
)

/** Trims only where a blank may be: DuckDB makes a set of the characters for every row, ten times the cost of a look. */
function trimMacro(name: string, ...ends: string[]): string {
  const looks = ends.map(end => `ascii(${end}) BETWEEN 33 AND 126`).join(' AND ')
  return `CREATE MACRO t_${name}_blanks(x) AS CASE WHEN ${looks} THEN x ELSE ${name}(x, ${WHITESPACE}) END`
}

function concatWithSeparator(args: string[], call: FunctionCallContext): string {
  if (args.length > 1) return `concat_ws(${args.join(', ')})`
  throw new TrinoError('INVALID_FUNCTION_ARGUMENT', 'There must be two or more arguments', call.location)
}

const substrings: [string, string][] = [
  ['(varchar(x), bigint) -> varchar(x)', 't_substr'],
  ['(varchar(x), bigint, bigint) -> varchar(x)', 't_substr_length'],
  ['(char(x), bigint) -> varchar(x)', 't_substr'],
  ['(char(x), bigint, bigint) -> varchar(x)', 't_substr_length'],
]

const functions: FunctionDefinition[] = [
  scalar('chr', [['(bigint) -> varchar(1)', 't_chr']]),
  scalar('codepoint', [['(varchar(1)) -> integer', 't_codepoint']]),
  scalar('concat', [
    ['(varchar, varchar, varchar...) -> varchar', args => `(${args.join(' || ')})`],
    [
      '(char(x), char(y)) -> char(x)',
      args => `(${args.join(' || ')})`,
      types => ({ kind: 'char', length: (lengthOf(types[0]) ?? 0) + (lengthOf(types[1]) ?? 0) }),
    ],
  ]),
  scalar('concat_ws', [
    ['(varchar, varchar...) -> varchar', concatWithSeparator],
    ['(varchar, array(varchar)) -> varchar', 't_concat_ws_array'],
  ]),
  scalar('hamming_distance', [['(varchar(x), varchar(y)) -> bigint', 't_hamming']]),
  scalar('length', [
    ['(varchar(x)) -> bigint', 'length'],
    ['(char(x)) -> bigint', 'length'],
  ]),
  scalar('levenshtein_distance', [['(varchar(x), varchar(y)) -> bigint', 't_levenshtein']]),
  caseFunction('lower'),
  caseFunction('upper'),
  scalar('lpad', [
    ['(varchar(x), bigint, varchar(y)) -> varchar', 't_lpad'],
    ['(char(x), bigint, varchar(y)) -> varchar', 't_lpad'],
  ]),
  scalar('rpad', [['(varchar(x), bigint, varchar(y)) -> varchar', 't_rpad']]),
  trimFunction('ltrim'),
  trimFunction('rtrim'),
  trimFunction('trim'),
  scalar('luhn_check', [['(varchar) -> boolean', 't_luhn']]),
  scalar('normalize', [
    ['(varchar(x), varchar(y)) -> varchar', 't_normalize'],
    ['(varchar(x)) -> varchar', ([x]) => `t_normalize(${x}, 'NFC')`],
  ]),
  scalar('replace', [
    ['(varchar(x), varchar(y)) -> varchar(x)', ([x, y]) => `t_replace(${x}, ${y}, '')`],
    ['(varchar(x), varchar(y), varchar(z)) -> varchar', 't_replace', replaced],
  ]),
  scalar('reverse', [
    ['(varchar(x)) -> varchar(x)', 't_reverse_text'],
    ['(char(x)) -> char(x)', 't_reverse_text'],
  ]),
  scalar('soundex', [['(varchar) -> varchar(4)', 't_soundex']]),
  scalar('split', [
    ['(varchar(x), varchar(y)) -> array(varchar(x))', 't_split'],
    ['(varchar(x), varchar(y), bigint) -> array(varchar(x))', 't_split_limit'],
  ]),
  scalar('split_part', [['(varchar(x), varchar(y), bigint) -> varchar(x)', 't_split_part']]),
  scalar('split_to_map', [['(varchar, varchar, varchar) -> map(varchar, varchar)', 't_split_to_map']]),
  scalar('split_to_multimap', [['(varchar, varchar, varchar) -> map(varchar, array(varchar))', 't_split_to_multimap']]),
  scalar('starts_with', [['(varchar(x), varchar(y)) -> boolean', 'starts_with']]),
  scalar('strpos', [
    ['(varchar(x), varchar(y)) -> bigint', 'strpos'],
    ['(varchar(x), varchar(y), bigint) -> bigint', 't_strpos_instance'],
  ]),
  scalar('substr', substrings, { aliases: ['substring'] }),
  scalar('translate', [['(varchar(x), varchar(y), varchar(z)) -> varchar', 't_translate']]),
  scalar('word_stem', [
    ['(varchar(x)) -> varchar(x)', ([x]) => `t_word_stem(${x}, 'en')`],
    ['(varchar(x), varchar(2)) -> varchar(x)', 't_word_stem'],
  ]),
  ...formatFunctions,
]

const padRange = fail(`'Target length must be in the range [0..2147483647]'`)
const padEmpty = fail(`'Padding string must not be empty'`)
const noDelimiter = fail(`'The delimiter may not be the empty string'`)

/** String functions (Trino docs, "String functions and operators"). */
export const strings: FunctionGroup = {
  functions,
  macros: [
    // DuckDB has a capital sharp s; Java's simple case mapping leaves the letter as it is.
    `CREATE MACRO t_upper(x) AS CASE WHEN contains(x, 'ß') THEN array_to_string(list_transform(string_split(x, 'ß'), lambda p: upper(p)), 'ß') ELSE upper(x) END`,
    `CREATE MACRO t_lower(x) AS lower(x)`,
    `CREATE MACRO t_chr(n) AS CASE WHEN n < 0 OR n > 1114111 THEN ${fail(`'Not a valid Unicode code point: ' || CAST(n AS VARCHAR)`)} ELSE chr(CAST(n AS INTEGER)) END`,
    `CREATE MACRO t_codepoint(x) AS CASE WHEN length(x) <> 1 THEN ${fail(`'Input string must be a single character string'`)} ELSE unicode(x) END`,
    `CREATE MACRO t_concat_ws_array(s, items) AS CASE WHEN s IS NULL OR items IS NULL THEN NULL ELSE coalesce(t_join(items, s), '') END`,
    `CREATE MACRO t_lpad(x, n, p) AS CASE WHEN n < 0 OR n > 2147483647 THEN ${padRange} WHEN p = '' THEN ${padEmpty} ELSE lpad(x, CAST(n AS INTEGER), p) END`,
    `CREATE MACRO t_rpad(x, n, p) AS CASE WHEN n < 0 OR n > 2147483647 THEN ${padRange} WHEN p = '' THEN ${padEmpty} ELSE rpad(x, CAST(n AS INTEGER), p) END`,
    trimMacro('ltrim', 'x'),
    trimMacro('rtrim', 'x[-1]'),
    trimMacro('trim', 'x', 'x[-1]'),
    ...['ltrim', 'rtrim', 'trim'].map(
      name => `CREATE MACRO t_${name}_characters(x, c) AS CASE WHEN c = '' THEN x ELSE ${name}(x, c) END`,
    ),
    `CREATE MACRO t_replace(x, y, z) AS CASE WHEN y <> '' THEN replace(x, y, z) WHEN y IS NULL THEN NULL WHEN x = '' THEN z ELSE z || t_join(string_split(x, ''), z) || z END`,
    `CREATE MACRO t_split(x, d) AS CASE WHEN d = '' THEN ${noDelimiter} ELSE string_split(x, d) END`,
    `CREATE MACRO t_split_rest(p, d, n) AS CASE WHEN p IS NULL OR len(p) <= n THEN p ELSE list_append(list_slice(p, 1, CAST(n AS INTEGER) - 1), t_join(list_slice(p, CAST(n AS INTEGER), len(p)), d)) END`,
    `CREATE MACRO t_split_limit(x, d, n) AS CASE WHEN n <= 0 THEN ${fail(`'Limit must be positive'`)} WHEN n > 2147483647 THEN ${fail(`'Limit is too large'`)} ELSE t_split_rest(t_split(x, d), d, n) END`,
    `CREATE MACRO t_split_part(x, d, n) AS CASE WHEN n <= 0 THEN ${fail(`'Index must be greater than zero'`)} ELSE list_extract(string_split(x, d), n) END`,
    `CREATE MACRO t_substr(x, n) AS CASE WHEN n = 0 OR -n > length(x) THEN (CASE WHEN x IS NULL THEN NULL ELSE '' END) ELSE substr(x, n) END`,
    `CREATE MACRO t_substr_length(x, n, k) AS CASE WHEN n = 0 OR k <= 0 OR -n > length(x) THEN (CASE WHEN x IS NULL OR n IS NULL OR k IS NULL THEN NULL ELSE '' END) ELSE substr(x, n, k) END`,
  ],
}
