import { duckdbType } from '../types/duckdb-type.js'
import type { TrinoType } from '../types/type.js'
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

type Decimal = Extract<TrinoType, { kind: 'decimal' }>
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
    ...each(
      floats,
      type => `(${type}, integer) -> ${type}`,
      ([x, n], call) => `CAST(t_truncate(${x}, ${n}) AS ${duckdbType(call.returnType)})`,
    ),
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
      emit: ([x, n], call) => `CAST(t_truncate_decimal(${x}, ${n}) AS ${duckdbType(call.returnType)})`,
    },
  ]),
  scalar('mod', [
    ...each(
      integers,
      type => `(${type}, ${type}) -> ${type}`,
      ([a, b]) => `t_modulus(${a}, ${b})`,
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
        ([n], call) => `CAST(floor(random() * ${n}) AS ${duckdbType(call.returnType)})`,
      ),
      ...each(
        integers,
        type => `(${type}, ${type}) -> ${type}`,
        ([a, b], call) => `CAST(${a} + floor(random() * (${b} - ${a})) AS ${duckdbType(call.returnType)})`,
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
  scalar('cosine_similarity', [
    {
      signature: '(map(varchar, double), map(varchar, double)) -> double',
      emit: ([a, b]) => `t_cosine_similarity_maps(${a}, ${b})`,
    },
    { signature: '(array(double), array(double)) -> double', emit: ([a, b]) => `list_cosine_similarity(${a}, ${b})` },
  ]),
  scalar('inverse_normal_cdf', [
    {
      signature: '(double, double, double) -> double',
      emit: ([mean, sd, p]) => `t_inverse_normal_cdf(${mean}, ${sd}, ${p})`,
    },
  ]),
  scalar('normal_cdf', [
    { signature: '(double, double, double) -> double', emit: ([mean, sd, v]) => `t_normal_cdf(${mean}, ${sd}, ${v})` },
  ]),
]
void numbers

function roundDecimal(x: string, n: string, call: FunctionCallContext): string {
  const { scale } = call.argTypes[0] as Decimal
  const target = duckdbType(call.returnType)
  const places = call.literal(1)
  if (typeof places === 'bigint' && places >= BigInt(scale)) return `CAST(${x} AS ${target})`
  return `CAST(t_decimal_text(t_round_unscaled(t_unscaled(${x}, ${scale}), ${scale} - ${n}), ${scale}) AS ${target})`
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
    `CREATE MACRO t_round_unscaled(x, k) AS CASE WHEN k <= 0 THEN x WHEN k > 37 THEN 0 ELSE t_half_up(x, t_power_of_ten(k)) * t_power_of_ten(k) END`,
    `CREATE MACRO t_truncate(x, n) AS CASE WHEN isnan(x) OR isinf(x) THEN x WHEN n >= 0 THEN CAST(trunc(CAST(CAST(x AS VARCHAR) AS DECIMAL(38,15)) * CAST(10 ** n AS BIGINT)) AS DOUBLE) / (10 ** n) ELSE trunc(x / (10 ** -n)) * (10 ** -n) END`,
    `CREATE MACRO t_truncate_decimal(x, n) AS CASE WHEN n >= 0 THEN CAST(x - (x % CAST(1 / 10.0 ** n AS DECIMAL(38,18))) AS DECIMAL(38,18)) ELSE CAST(trunc(x / (10 ** -n)) * (10 ** -n) AS DECIMAL(38,0)) END`,
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
    `CREATE MACRO t_norm(m) AS sqrt(list_sum(list_transform(map_values(m), lambda v: v * v)))`,
    `CREATE MACRO t_cosine_similarity_maps(a, b) AS list_sum(list_transform(map_keys(a), lambda k: a[k] * coalesce(b[k], 0))) / (t_norm(a) * t_norm(b))`,
    // Abramowitz and Stegun 7.1.26 is too coarse; this is the continued Taylor series of erf, exact to double for |z| < 6.
    `CREATE MACRO t_erf(z) AS CASE WHEN abs(z) > 6 THEN sign(z) ELSE 2 / sqrt(pi()) * list_sum(list_transform(range(0, 120), lambda k: exp(-z * z + (2 * k + 1) * ln(abs(z)) + k * ln(2) - list_sum(list_transform(range(0, k + 1), lambda j: ln(2 * j + 1))))) ) * sign(z) END`,
    `CREATE MACRO t_normal_cdf(mean, sd, v) AS CASE WHEN sd <= 0 THEN ${fail(`'standardDeviation must be > 0'`)} WHEN v = mean THEN CAST(0.5 AS DOUBLE) ELSE 0.5 * (1 + t_erf((v - mean) / (sd * sqrt(2)))) END`,
    // Acklam's rational approximation, refined once.
    `CREATE MACRO t_tail_quantile(q) AS (((((-7.784894002430293e-03*q-3.223964580411365e-01)*q-2.400758277161838e+00)*q-2.549732539343734e+00)*q+4.374664141464968e+00)*q+2.938163982698783e+00) / ((((7.784695709041462e-03*q+3.224671290700398e-01)*q+2.445134137142996e+00)*q+3.754408661907416e+00)*q+1)`,
    `CREATE MACRO t_middle_quantile(q, r) AS (((((-3.969683028665376e+01*r+2.209460984245205e+02)*r-2.759285104469687e+02)*r+1.383577518672690e+02)*r-3.066479806614716e+01)*r+2.506628277459239e+00)*q / (((((-5.447609879822406e+01*r+1.615858368580409e+02)*r-1.556989798598866e+02)*r+6.680131188771972e+01)*r-1.328068155288572e+01)*r+1)`,
    `CREATE MACRO t_rough_quantile(p) AS CASE WHEN p = 0.5 THEN CAST(0 AS DOUBLE) WHEN p < 0.02425 THEN t_tail_quantile(sqrt(-2*ln(p))) WHEN p > 0.97575 THEN -t_tail_quantile(sqrt(-2*ln(1-p))) ELSE t_middle_quantile(p-0.5, (p-0.5)*(p-0.5)) END`,
    `CREATE MACRO t_refined_quantile(z, p) AS CASE WHEN z = 0 THEN z ELSE z - ((t_normal_cdf(0, 1, z) - p) * sqrt(2*pi()) * exp(z*z/2)) / (1 + z * ((t_normal_cdf(0, 1, z) - p) * sqrt(2*pi()) * exp(z*z/2)) / 2) END`,
    `CREATE MACRO t_inverse_normal_cdf(mean, sd, p) AS CASE WHEN p <= 0 OR p >= 1 THEN ${fail(`'p must be in the interval (0, 1)'`)} WHEN sd <= 0 THEN ${fail(`'sd must be > 0'`)} ELSE mean + sd * t_refined_quantile(t_rough_quantile(p), p) END`,
  ],
}
