import { quoteString } from '../types/duckdb-type.js'
import type { TrinoType } from '../types/type.js'
import { scalarIn } from './define.js'
import type { FunctionCallContext, FunctionGroup } from './definition.js'

const scalar = scalarIn('regular expression')

// What RE2 (DuckDB's own) and Joni read alike: no look-around, back references, flags, possessive quantifiers or classes in classes.
const PLAIN =
  /^\^?(?:[\w \-,:;@%#!~&=<>/'"]|\\[dDwW.\-/|+*?()[\]{}]|[*+?](?![+?])|\{\d+(?:,\d*)?\}|[(|).]|\[\^?(?:[\w .,:;@%#!~=<>/'"]|\w-\w|\\[dw.\-/])+\])*\$?$/

/** A pattern as RE2 text where it means the same there, which DuckDB matches without leaving its threads. */
function plainPattern(call: FunctionCallContext): string | undefined {
  const pattern = call.literal(1)
  if (typeof pattern !== 'string' || !PLAIN.test(pattern) || /\(\?|[*+?}]\+/.test(pattern)) return undefined
  // Joni's `$` also matches before a last newline.
  return pattern.endsWith('$') && !pattern.endsWith('\\$') ? `${pattern.slice(0, -1)}\\n?\\z` : pattern
}

function like([text, pattern]: string[], call: FunctionCallContext): string {
  const plain = plainPattern(call)
  return plain === undefined ? `t_regexp_like(${text}, ${pattern})` : `regexp_matches(${text}, ${quoteString(plain)})`
}

/** Trino's own bound for the length of a replaced text. */
function replacedType(types: TrinoType[]): TrinoType {
  const [x, , y] = types.map(type => (type.kind === 'varchar' ? type.length : undefined))
  if (x === undefined || y === undefined) return { kind: 'varchar' }
  return { kind: 'varchar', length: Math.min(2147483647, x + Math.max(Math.floor((x * y) / 2), y) * (x + 1)) }
}

/** Regular expression functions (Trino docs of that name), by Java's pattern syntax. */
export const regularExpressions: FunctionGroup = {
  functions: [
    scalar('regexp_like', [['(varchar(x), varchar) -> boolean', like]]),
    scalar('regexp_count', [['(varchar(x), varchar) -> bigint', 't_regexp_count']]),
    scalar('regexp_extract', [
      ['(varchar(x), varchar) -> varchar(x)', ([x, p]) => `t_regexp_extract(${x}, ${p}, 0)`],
      ['(varchar(x), varchar, bigint) -> varchar(x)', 't_regexp_extract'],
    ]),
    scalar('regexp_extract_all', [
      ['(varchar(x), varchar) -> array(varchar(x))', ([x, p]) => `t_regexp_extract_all(${x}, ${p}, 0)`],
      ['(varchar(x), varchar, bigint) -> array(varchar(x))', 't_regexp_extract_all'],
    ]),
    scalar('regexp_position', [
      ['(varchar(x), varchar) -> integer', ([x, p]) => `t_regexp_position(${x}, ${p}, 1, 1)`],
      ['(varchar(x), varchar, integer) -> integer', ([x, p, from]) => `t_regexp_position(${x}, ${p}, ${from}, 1)`],
      ['(varchar(x), varchar, integer, integer) -> integer', 't_regexp_position'],
    ]),
    scalar('regexp_replace', [
      ['(varchar(x), varchar) -> varchar(x)', ([x, p]) => `t_regexp_replace(${x}, ${p}, '')`],
      ['(varchar(x), varchar, varchar(y)) -> varchar', 't_regexp_replace', replacedType],
      [
        '(varchar, varchar, function(array(varchar), varchar)) -> varchar',
        ([x, p, f]) => `t_regexp_join(t_regexp_split(${x}, ${p}), list_transform(t_regexp_groups(${x}, ${p}), ${f}))`,
      ],
    ]),
    scalar('regexp_split', [['(varchar(x), varchar) -> array(varchar(x))', 't_regexp_split']]),
  ],
  macros: [
    // pieces: what stands around the matches, one more than there are replacements.
    `CREATE MACRO t_regexp_join(pieces, replacements) AS array_to_string(list_transform(pieces, lambda p, i: p || CASE WHEN i <= len(replacements) THEN coalesce(replacements[i], '') ELSE '' END), '')`,
  ],
}
