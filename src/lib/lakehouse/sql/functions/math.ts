import { duckdbType } from '../types/duckdb-type.js'
import type { TrinoType } from '../types/type.js'
import { type Decimal, shortened } from './decimals.js'
import type { FunctionCallContext, FunctionDefinition, FunctionGroup, SignatureDefinition } from './definition.js'

type Emit = (args: string[], call: FunctionCallContext) => string

const scalar = (name: string, signatures: SignatureDefinition[], aliases?: string[]): FunctionDefinition => ({
  name,
  aliases,
  kind: 'scalar',
  group: 'mathematical',
  signatures,
})

/** One signature a numeric type, the same emitter for all. */
const each = (types: string[], signature: (type: string) => string, emit: Emit): SignatureDefinition[] =>
  types.map(type => ({ signature: signature(type), emit }))

const integers = ['tinyint', 'smallint', 'integer', 'bigint']
const floats = ['double', 'real']
const numbers = [...integers, ...floats]

const call1 =
  (fn: string): Emit =>
  ([x]) =>
    `${fn}(${x})`

/** `f(double) -> double` as DuckDB has it; where DuckDB raises outside the domain, Trino answers NaN or Infinity. */
const real = (name: string, sql: (x: string) => string = x => `${name}(${x})`, aliases?: string[]) =>
  scalar(name, [{ signature: '(double) -> double', emit: ([x]) => sql(x!) }], aliases)

const decimalOf = (types: TrinoType[]) => types[0] as Decimal

/** ceiling and floor of decimal(p,s): decimal(p-s+min(s,1), 0). */
const wholeDecimal = (types: TrinoType[]): TrinoType => {
  const { precision, scale } = decimalOf(types)
  return { kind: 'decimal', precision: Math.max(1, precision - scale + Math.min(scale, 1)), scale: 0 }
}

const toReturn: (fn: string) => Emit =
  fn =>
  ([x], call) =>
    `CAST(${fn}(${x}) AS ${duckdbType(call.returnType)})`

const roundDecimal2 = (types: TrinoType[]): TrinoType => {
  const { precision, scale } = decimalOf(types)
  return { kind: 'decimal', precision: Math.min(38, precision + (scale > 0 ? 1 : 1)), scale }
}

/** A distribution function that this process computes (native/statistics.ts). */
const distribution = (arity: 2 | 3, fn: string): SignatureDefinition => ({
  signature: `(${Array(arity).fill('double').join(', ')}) -> double`,
  emit: args => `${fn}(${args.join(', ')})`,
})

const functions: FunctionDefinition[] = [
  scalar('abs', [
    ...each([...integers, ...floats], type => `(${type}) -> ${type}`, call1('abs')),
    { signature: '(decimal(p,s)) -> decimal(p,s)', emit: toReturn('abs') },
  ]),
  scalar('sign', [
    ...each(
      integers,
      type => `(${type}) -> ${type}`,
      ([x], call) => `CAST(sign(${x}) AS ${duckdbType(call.returnType)})`,
    ),
    ...each(
      floats,
      type => `(${type}) -> ${type}`,
      ([x], call) => `(CASE WHEN isnan(${x}) THEN ${x} ELSE CAST(sign(${x}) AS ${duckdbType(call.returnType)}) END)`,
    ),
    { signature: '(decimal(p,s)) -> decimal(1,0)', emit: toReturn('sign') },
  ]),
  scalar(
    'ceiling',
    [
      ...each(
        integers,
        type => `(${type}) -> ${type}`,
        ([x]) => x!,
      ),
      ...each(floats, type => `(${type}) -> ${type}`, call1('ceil')),
      { signature: '(decimal(p,s)) -> decimal(p,0)', emit: toReturn('ceil'), returns: wholeDecimal },
    ],
    ['ceil'],
  ),
  scalar('floor', [
    ...each(
      integers,
      type => `(${type}) -> ${type}`,
      ([x]) => x!,
    ),
    ...each(floats, type => `(${type}) -> ${type}`, call1('floor')),
    { signature: '(decimal(p,s)) -> decimal(p,0)', emit: toReturn('floor'), returns: wholeDecimal },
  ]),
  scalar('round', [
    ...each(
      integers,
      type => `(${type}) -> ${type}`,
      ([x]) => x!,
    ),
    ...each(
      floats,
      type => `(${type}) -> ${type}`,
      ([x], call) => `CAST(t_round(${x}, 0) AS ${duckdbType(call.returnType)})`,
    ),
    { signature: '(decimal(p,s)) -> decimal(p,0)', emit: toReturn('round'), returns: wholeDecimal },
    ...each(
      integers,
      type => `(${type}, integer) -> ${type}`,
      ([x, n], call) => `CAST(t_round_integer(${x}, ${n}) AS ${duckdbType(call.returnType)})`,
    ),
    ...each(
      floats,
      type => `(${type}, integer) -> ${type}`,
      ([x, n], call) => `CAST(t_round(${x}, ${n}) AS ${duckdbType(call.returnType)})`,
    ),
    {
      signature: '(decimal(p,s), integer) -> decimal(p,s)',
      emit: ([x, n], call) => roundDecimal(x!, n!, call),
      returns: roundDecimal2,
    },
  ]),
  scalar('truncate', [
    ...each(floats, type => `(${type}) -> ${type}`, call1('trunc')),
    {
      signature: '(decimal(p,s)) -> decimal(p,0)',
      emit: toReturn('trunc'),
      returns: types => ({
        kind: 'decimal',
        precision: Math.max(1, decimalOf(types).precision - decimalOf(types).scale),
        scale: 0,
      }),
    },
    {
      signature: '(decimal(p,s), integer) -> decimal(p,s)',
      emit: ([x, n], call) => {
        return `CAST(${shortened(x!, call.argTypes[0] as Decimal, n!, 'truncate')} AS ${duckdbType(call.returnType)})`
      },
    },
  ]),
  scalar('mod', [
    ...each(
      integers,
      type => `(${type}, ${type}) -> ${type}`,
      ([a, b]) => `t_mod(${a}, ${b})`,
    ),
    ...each(
      floats,
      type => `(${type}, ${type}) -> ${type}`,
      ([a, b], call) => `CAST(t_float_modulus(${a}, ${b}) AS ${duckdbType(call.returnType)})`,
    ),
    {
      signature: '(decimal(p,s), decimal(q,r)) -> decimal(p,s)',
      returns: types => {
        const [a, b] = types as [Decimal, Decimal]
        const scale = Math.max(a.scale, b.scale)
        return { kind: 'decimal', precision: Math.min(a.precision - a.scale, b.precision - b.scale) + scale, scale }
      },
      emit: ([a, b], call) => {
        const [x, y] = call.argTypes as [Decimal, Decimal]
        const scale = Math.max(x.scale, y.scale)
        const wide = `DECIMAL(${Math.min(38, Math.max(x.precision - x.scale, y.precision - y.scale) + scale)},${scale})`
        return `CAST(t_decimal_modulus(CAST(${a} AS ${wide}), CAST(${b} AS ${wide})) AS ${duckdbType(call.returnType)})`
      },
    },
  ]),
  scalar('power', [{ signature: '(double, double) -> double', emit: ([x, y]) => `t_power(${x}, ${y})` }], ['pow']),
  real('sqrt', x => `(CASE WHEN ${x} < 0 THEN CAST('NaN' AS DOUBLE) ELSE sqrt(${x}) END)`),
  real('cbrt', x => `(CASE WHEN isnan(${x}) OR isinf(${x}) THEN ${x} ELSE cbrt(${x}) END)`),
  real('exp', x => `t_exp(${x})`),
  real('ln', x => `t_ln(${x})`),
  real('log2', x => `(t_log(${x}, log2(${x})))`),
  real('log10', x => `(t_log(${x}, log10(${x})))`),
  scalar('log', [{ signature: '(double, double) -> double', emit: ([b, x]) => `(t_ln(${x}) / t_ln(${b}))` }]),
  real('sin', x => `t_finite(${x}, sin(${x}))`),
  real('cos', x => `t_finite(${x}, cos(${x}))`),
  real('tan', x => `t_finite(${x}, tan(${x}))`),
  real('asin', x => `t_unit(${x}, asin(${x}))`),
  real('acos', x => `t_unit(${x}, acos(${x}))`),
  real('atan'),
  scalar('atan2', [{ signature: '(double, double) -> double', emit: ([y, x]) => `atan2(${y}, ${x})` }]),
  real('sinh'),
  real('cosh'),
  real('tanh'),
  real('degrees'),
  real('radians'),
  scalar('pi', [{ signature: '() -> double', emit: () => 'pi()' }]),
  scalar('e', [{ signature: '() -> double', emit: () => `CAST('2.718281828459045' AS DOUBLE)` }]),
  scalar('infinity', [{ signature: '() -> double', emit: () => `CAST('Infinity' AS DOUBLE)` }]),
  scalar('nan', [{ signature: '() -> double', emit: () => `CAST('NaN' AS DOUBLE)` }]),
  scalar(
    'is_nan',
    each(floats, type => `(${type}) -> boolean`, call1('isnan')),
  ),
  scalar('is_finite', [{ signature: '(double) -> boolean', emit: call1('isfinite') }]),
  scalar('is_infinite', [{ signature: '(double) -> boolean', emit: call1('isinf') }]),
  scalar(
    'random',
    [
      { signature: '() -> double', emit: () => 'random()', volatile: true },
      ...each(
        integers,
        type => `(${type}) -> ${type}`,
        ([n], call) => `CAST(t_random(${n}, random()) AS ${duckdbType(call.returnType)})`,
      ),
      ...each(
        integers,
        type => `(${type}, ${type}) -> ${type}`,
        ([a, b], call) => `CAST(t_random_between(${a}, ${b}, random()) AS ${duckdbType(call.returnType)})`,
      ),
    ],
    ['rand'],
  ),
  scalar('to_base', [{ signature: '(bigint, bigint) -> varchar(64)', emit: ([x, b]) => `t_to_base(${x}, ${b})` }]),
  scalar('from_base', [{ signature: '(varchar(x), bigint) -> bigint', emit: ([x, b]) => `t_from_base(${x}, ${b})` }]),
  scalar('width_bucket', [
    {
      signature: '(double, double, double, bigint) -> bigint',
      emit: ([x, a, b, n]) => `t_width_bucket(${x}, ${a}, ${b}, ${n})`,
    },
    { signature: '(double, array(double)) -> bigint', emit: ([x, bins]) => `t_width_bucket_bins(${x}, ${bins})` },
  ]),
  scalar('inverse_normal_cdf', [distribution(3, 't_inverse_normal_cdf')]),
  scalar('normal_cdf', [distribution(3, 't_normal_cdf')]),
  scalar('inverse_beta_cdf', [distribution(3, 't_inverse_beta_cdf')]),
  scalar('beta_cdf', [distribution(3, 't_beta_cdf')]),
  scalar('t_cdf', [distribution(2, 't_t_cdf')]),
  scalar('t_pdf', [distribution(2, 't_t_pdf')]),
  scalar('wilson_interval_lower', [
    { signature: '(bigint, bigint, double) -> double', emit: ([s, n, z]) => `t_wilson(${s}, ${n}, ${z}, -1)` },
  ]),
  scalar('wilson_interval_upper', [
    { signature: '(bigint, bigint, double) -> double', emit: ([s, n, z]) => `t_wilson(${s}, ${n}, ${z}, 1)` },
  ]),
]
void numbers

function roundDecimal(x: string, n: string, call: FunctionCallContext): string {
  const { scale } = call.argTypes[0] as Decimal
  const target = duckdbType(call.returnType)
  const places = call.literal(1)
  if (typeof places === 'bigint' && places >= BigInt(scale)) return `CAST(${x} AS ${target})`
  if (typeof places === 'bigint' && places >= 0n) return `CAST(round(CAST(${x} AS ${target}), ${places}) AS ${target})`
  return `CAST(${shortened(x, call.argTypes[0] as Decimal, n, 'round')} AS ${target})`
}

const fail = (message: string) => `t_fail('INVALID_FUNCTION_ARGUMENT', ${message})`
const nan = `CAST('NaN' AS DOUBLE)`

/** Mathematical functions (Trino docs, "Mathematical functions and operators"). */
export const math: FunctionGroup = {
  functions,
  macros: [
    // Half away from zero, on the decimal digits that a double prints, as Trino's BigDecimal rounding has it.
    `CREATE MACRO t_round(x, n) AS CASE WHEN isnan(x) OR isinf(x) THEN x WHEN n = 0 AND abs(x) < 1e15 THEN sign(x) * floor(abs(x) + CAST(0.5 AS DOUBLE)) WHEN abs(x) > 1e18 THEN x ELSE round(x, n) END`,
    `CREATE MACRO t_round_integer(x, n) AS CASE WHEN n >= 0 THEN x WHEN n < -18 THEN 0 ELSE t_half_up(CAST(x AS HUGEINT), t_power_of_ten(-n)) * t_power_of_ten(-n) END`,
    `CREATE MACRO t_random(n, r) AS CASE WHEN n <= 0 THEN t_fail('INVALID_FUNCTION_ARGUMENT', 'bound must be positive') ELSE floor(r * n) END`,
    `CREATE MACRO t_random_between(a, b, r) AS CASE WHEN a >= b THEN t_fail('INVALID_FUNCTION_ARGUMENT', 'start value must be less than stop value') ELSE a + floor(r * (b - a)) END`,
    // Unlike the operator %, the function lets Java's own error through.
    `CREATE MACRO t_mod(a, b) AS CASE WHEN b = 0 THEN t_fail('GENERIC_INTERNAL_ERROR', '/ by zero') WHEN b = -1 THEN a - a ELSE a % b END`,
    `CREATE MACRO t_finite(x, y) AS CASE WHEN isinf(x) OR isnan(x) THEN ${nan} ELSE y END`,
    `CREATE MACRO t_unit(x, y) AS CASE WHEN isnan(x) OR x > 1 OR x < -1 THEN ${nan} ELSE y END`,
    `CREATE MACRO t_log(x, y) AS CASE WHEN isnan(x) OR x < 0 THEN ${nan} WHEN x = 0 THEN CAST('-Infinity' AS DOUBLE) ELSE y END`,
    `CREATE MACRO t_ln(x) AS t_log(x, ln(x))`,
    `CREATE MACRO t_exp(x) AS CASE WHEN x > 709.782712893384 THEN CAST('Infinity' AS DOUBLE) ELSE exp(x) END`,
    `CREATE MACRO t_power(x, y) AS CASE WHEN y = 0 THEN CAST(1 AS DOUBLE) WHEN x < 0 AND y <> floor(y) THEN ${nan} WHEN x = 0 AND y < 0 THEN CAST('Infinity' AS DOUBLE) ELSE pow(x, y) END`,
    `CREATE MACRO t_to_base(x, b) AS CASE WHEN b < 2 OR b > 36 THEN ${fail(`'Radix must be between 2 and 36'`)} WHEN x < 0 THEN '-' || lower(to_base(-x, CAST(b AS INTEGER))) ELSE lower(to_base(x, CAST(b AS INTEGER))) END`,
    `CREATE MACRO t_digit_value(c) AS CAST(strpos('0123456789abcdefghijklmnopqrstuvwxyz', c) - 1 AS HUGEINT)`,
    `CREATE MACRO t_from_base_digits(x, b) AS list_reduce(list_transform(string_split(x, ''), lambda c: CASE WHEN t_digit_value(c) < 0 OR t_digit_value(c) >= b THEN ${fail(`'Not a valid base-' || b || ' number: ' || x`)} ELSE t_digit_value(c) END), lambda acc, d: acc * b + d)`,
    `CREATE MACRO t_from_base(x, b) AS CASE WHEN b < 2 OR b > 36 THEN ${fail(`'Radix must be between 2 and 36'`)} WHEN x = '' THEN ${fail(`'Not a valid base-' || b || ' number: '`)} WHEN starts_with(x, '-') THEN CAST(-t_from_base_digits(lower(substr(x, 2)), b) AS BIGINT) ELSE CAST(t_from_base_digits(lower(ltrim(x, '+')), b) AS BIGINT) END`,
    `CREATE MACRO t_width_bucket(x, a, b, n) AS CASE WHEN n <= 0 THEN ${fail(`'bucketCount must be greater than 0'`)} WHEN isnan(x) THEN ${fail(`'operand must not be NaN'`)} WHEN a = b THEN ${fail(`'bounds cannot equal each other'`)} WHEN a < b THEN (CASE WHEN x < a THEN 0 WHEN x >= b THEN n + 1 ELSE CAST(floor(n * (x - a) / (b - a)) AS BIGINT) + 1 END) ELSE (CASE WHEN x > a THEN 0 WHEN x <= b THEN n + 1 ELSE CAST(floor(n * (a - x) / (a - b)) AS BIGINT) + 1 END) END`,
    `CREATE MACRO t_width_bucket_bins(x, bins) AS CASE WHEN x IS NULL OR bins IS NULL THEN NULL WHEN len(bins) = 0 THEN ${fail(`'Bins cannot be an empty array'`)} ELSE CAST(len(list_filter(bins, lambda v: v <= x)) AS BIGINT) END`,
    `CREATE MACRO t_wilson_of(p, n, z, side) AS (p + z * z / (2 * n) + side * z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))) / (1 + z * z / n)`,
    `CREATE MACRO t_wilson(s, n, z, side) AS CASE WHEN s < 0 THEN ${fail(`'number of successes must not be negative'`)} WHEN n <= 0 THEN ${fail(`'number of trials must be positive'`)} WHEN s > n THEN ${fail(`'number of successes must not be larger than number of trials'`)} WHEN z < 0 THEN ${fail(`'z-score must not be negative'`)} ELSE t_wilson_of(CAST(s AS DOUBLE) / n, CAST(n AS DOUBLE), z, side) END`,
  ],
}
