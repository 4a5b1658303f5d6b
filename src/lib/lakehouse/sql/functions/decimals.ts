import type { TrinoType } from '../types/type.js'

export type Decimal = Extract<TrinoType, { kind: 'decimal' }>

/*
 * Decimal arithmetic that DuckDB has not (its division gives doubles): on the whole numbers of the last digit, as HUGEINT.
 */

const powerOfTen = (digits: number) => `1${'0'.repeat(digits)}`

/** A decimal as the whole number of its last digit, times ten to the `extra`, in an integer type. */
export function unscaled(sql: string, type: Decimal, extra = 0, integer: 'BIGINT' | 'HUGEINT' = 'HUGEINT'): string {
  const digits = type.scale + extra
  if (digits === 0) return `CAST(${sql} AS ${integer})`
  if (type.precision + digits + 1 <= 38)
    return `CAST((${sql} * CAST(${powerOfTen(digits)} AS DECIMAL(${digits + 1},0))) AS ${integer})`
  const whole = type.scale === 0 ? `CAST(${sql} AS ${integer})` : `t_unscaled(${sql})`
  return extra === 0 ? whole : `(${whole} * CAST('${powerOfTen(extra)}' AS HUGEINT))`
}

/** The decimal of a scale whose last digit's whole number `sql` is. */
export function rescaled(sql: string, scale: number, digits = 38): string {
  const whole = `CAST(${sql} AS DECIMAL(${digits},0))`
  if (scale === 0) return whole
  return `(${whole} * CAST('0.${'0'.repeat(scale - 1)}1' AS DECIMAL(${scale},${scale})))`
}

/** a / b rounded half up to a scale, as Trino divides decimals. */
export function divided(x: string, a: Decimal, y: string, b: Decimal, scale: number): string {
  const extra = scale - a.scale + b.scale
  const digits = a.precision + extra
  // 64 bits are several times faster, and hold 18 digits doubled.
  if (digits <= 18 && b.precision <= 18)
    return rescaled(`t_divide_half_up(${unscaled(x, a, extra, 'BIGINT')}, ${unscaled(y, b, 0, 'BIGINT')})`, scale, 18)
  if (digits <= 38) return rescaled(`t_divide_half_up(${unscaled(x, a, extra)}, ${unscaled(y, b)})`, scale)
  // Too many digits for one step: the whole part first, then the digits of the remainder.
  const factor = `CAST('${powerOfTen(extra)}' AS HUGEINT)`
  return rescaled(`t_divide_in_steps(${unscaled(x, a)}, ${unscaled(y, b)}, ${factor})`, scale)
}

/** Rounded (half away from zero) or cut to `places` digits behind the point; `places` is SQL. */
export function shortened(x: string, type: Decimal, places: string, how: 'round' | 'truncate'): string {
  return rescaled(`t_${how}_digits(${unscaled(x, type)}, ${type.scale} - ${places})`, type.scale)
}

const zero = `t_fail('DIVISION_BY_ZERO', 'Division by zero')`

export const decimalMacros: string[] = [
  `CREATE MACRO t_unscaled(x) AS CAST(replace(CAST(x AS VARCHAR), '.', '') AS HUGEINT)`,
  `CREATE MACRO t_half_up(n, d) AS (2 * abs(n) + abs(d)) // (2 * abs(d)) * (sign(n) * sign(d))`,
  `CREATE MACRO t_divide_half_up(n, d) AS CASE WHEN d = 0 THEN ${zero} ELSE t_half_up(n, d) END`,
  `CREATE MACRO t_divide_in_steps(n, d, f) AS CASE WHEN d = 0 THEN ${zero} ELSE (n // d) * f + (n % d) * f // d + CASE WHEN abs((n % d) * f % d) * 2 >= abs(d) THEN sign(n) * sign(d) ELSE 0 END END`,
  `CREATE MACRO t_decimal_modulus(a, b) AS CASE WHEN b = 0 THEN ${zero} ELSE a % b END`,
  `CREATE MACRO t_power_of_ten(k) AS CAST('1' || repeat('0', CAST(k AS INTEGER)) AS HUGEINT)`,
  `CREATE MACRO t_round_digits(x, k) AS CASE WHEN k <= 0 THEN x WHEN k > 37 THEN 0 ELSE t_half_up(x, t_power_of_ten(k)) * t_power_of_ten(k) END`,
  `CREATE MACRO t_truncate_digits(x, k) AS CASE WHEN k <= 0 THEN x WHEN k > 37 THEN 0 ELSE x // t_power_of_ten(k) * t_power_of_ten(k) END`,
]
