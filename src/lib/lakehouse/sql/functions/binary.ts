import { failArgument as fail, scalarIn } from './define.js'
import type { FunctionGroup } from './definition.js'

const scalar = scalarIn('binary')
const digest = (name: string) => scalar(name, [['(varbinary) -> varbinary', ([x]) => `unhex(${name}(${x}))`]])
const native = (name: string, signature: string) => scalar(name, [[signature, `t_${name}`]])

/** Binary functions (Trino docs, "Binary functions and operators"): hashes, encodings, byte strings. */
export const binary: FunctionGroup = {
  functions: [
    digest('md5'),
    digest('sha1'),
    digest('sha256'),
    native('sha512', '(varbinary) -> varbinary'),
    native('xxhash64', '(varbinary) -> varbinary'),
    native('murmur3', '(varbinary) -> varbinary'),
    native('spooky_hash_v2_32', '(varbinary) -> varbinary'),
    native('spooky_hash_v2_64', '(varbinary) -> varbinary'),
    native('crc32', '(varbinary) -> bigint'),
    ...['md5', 'sha1', 'sha256', 'sha512'].map(name => native(`hmac_${name}`, '(varbinary, varbinary) -> varbinary')),
    scalar('to_hex', [['(varbinary) -> varchar', 'hex']]),
    scalar('from_hex', [
      ['(varchar(x)) -> varbinary', 't_from_hex'],
      ['(varbinary) -> varbinary', ([x]) => `t_from_hex(t_from_utf8(${x}))`],
    ]),
    scalar('to_base64', [['(varbinary) -> varchar', 'to_base64']]),
    scalar('to_base64url', [['(varbinary) -> varchar', 't_to_base64url']]),
    native('to_base32', '(varbinary) -> varchar'),
    ...['base64', 'base64url', 'base32'].map(name =>
      scalar(`from_${name}`, [
        ['(varchar(x)) -> varbinary', `t_from_${name}`],
        ['(varbinary) -> varbinary', ([x]) => `t_from_${name}(t_from_utf8(${x}))`],
      ]),
    ),
    native('to_big_endian_32', '(integer) -> varbinary'),
    native('to_big_endian_64', '(bigint) -> varbinary'),
    native('from_big_endian_32', '(varbinary) -> integer'),
    native('from_big_endian_64', '(varbinary) -> bigint'),
    native('to_ieee754_32', '(real) -> varbinary'),
    native('to_ieee754_64', '(double) -> varbinary'),
    native('from_ieee754_32', '(varbinary) -> real'),
    native('from_ieee754_64', '(varbinary) -> double'),
    scalar('to_utf8', [
      ['(varchar(x)) -> varbinary', 'encode'],
      ['(char(x)) -> varbinary', 'encode'],
    ]),
    scalar('from_utf8', [
      ['(varbinary) -> varchar', 't_from_utf8'],
      ['(varbinary, varchar(x)) -> varchar', 't_from_utf8_text'],
      ['(varbinary, bigint) -> varchar', 't_from_utf8_point'],
    ]),
    scalar('length', [['(varbinary) -> bigint', 'octet_length']]),
    scalar('concat', [['(varbinary, varbinary, varbinary...) -> varbinary', args => `(${args.join(' || ')})`]]),
    scalar('reverse', [['(varbinary) -> varbinary', 't_reverse_bytes']]),
    scalar('substr', [
      ['(varbinary, bigint) -> varbinary', ([x, n]) => `t_substr_bytes(${x}, ${n}, CAST(2147483647 AS BIGINT))`],
      ['(varbinary, bigint, bigint) -> varbinary', 't_substr_bytes'],
    ]),
    scalar('lpad', [['(varbinary, bigint, varbinary) -> varbinary', 't_lpad_bytes']]),
    scalar('rpad', [['(varbinary, bigint, varbinary) -> varbinary', 't_rpad_bytes']]),
  ],
  macros: [
    `CREATE MACRO t_to_base64url(x) AS replace(replace(to_base64(x), '+', '-'), '/', '_')`,
    // Byte strings are cut and padded as hexadecimal digits.
    `CREATE MACRO t_substr_bytes(x, n, k) AS CASE WHEN n = 0 OR k <= 0 OR -n > octet_length(x) THEN (CASE WHEN x IS NULL OR n IS NULL OR k IS NULL THEN NULL ELSE CAST('' AS BLOB) END) ELSE unhex(substr(hex(x), CASE WHEN n > 0 THEN 2 * n - 1 ELSE 2 * n END, 2 * k)) END`,
    `CREATE MACRO t_padding(n, k, p) AS left(repeat(hex(p), CAST(n // octet_length(p) + 1 AS INTEGER)), CAST(2 * (n - k) AS INTEGER))`,
    ...[
      ['lpad', 't_padding(n, octet_length(x), p) || hex(x)'],
      ['rpad', 'hex(x) || t_padding(n, octet_length(x), p)'],
    ].map(
      ([name, padded]) =>
        `CREATE MACRO t_${name}_bytes(x, n, p) AS CASE WHEN n < 0 OR n > 2147483647 THEN ${fail(`'Target length must be in the range [0..2147483647]'`)} WHEN octet_length(p) = 0 THEN ${fail(`'Padding bytes must not be empty'`)} WHEN octet_length(x) >= n THEN t_substr_bytes(x, 1, n) ELSE unhex(${padded}) END`,
    ),
  ],
}
