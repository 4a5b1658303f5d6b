import { type Decimal, divided } from '../functions/decimals.js'
import { integerAsDecimal } from '../types/coercion.js'
import { duckdbType } from '../types/duckdb-type.js'
import { coerceTo } from './coerce.js'
import { type Typed, typed } from './typed.js'

/** Trino's result types (its DecimalOperators): the division keeps the larger scale and rounds half up. */
export function decimalArithmetic(operator: '+' | '-' | '*' | '/' | '%', left: Typed, right: Typed): Typed {
  const a = asDecimal(left)
  const b = asDecimal(right)
  const x = coerceTo(left, a)
  const y = coerceTo(right, b)
  const type = resultType(operator, a, b)
  const target = duckdbType(type)
  switch (operator) {
    case '+':
    case '-': {
      const same = `DECIMAL(${Math.min(38, type.precision)},${type.scale})`
      return typed(`CAST((CAST(${x} AS ${same}) ${operator} CAST(${y} AS ${same})) AS ${target})`, type)
    }
    case '*':
      return typed(`CAST((${x} * ${y}) AS ${target})`, type)
    case '/':
      return typed(`CAST(${divided(x, a, y, b, type.scale)} AS ${target})`, type)
    case '%': {
      const precision = Math.min(38, Math.max(a.precision - a.scale, b.precision - b.scale) + type.scale)
      const same = `DECIMAL(${precision},${type.scale})`
      return typed(`CAST(t_decimal_modulus(CAST(${x} AS ${same}), CAST(${y} AS ${same})) AS ${target})`, type)
    }
  }
}

function asDecimal({ type }: Typed): Decimal {
  return type.kind === 'decimal' ? type : integerAsDecimal(type)
}

function resultType(operator: string, a: Decimal, b: Decimal): Decimal {
  const scale = operator === '*' ? a.scale + b.scale : Math.max(a.scale, b.scale)
  const wholeA = a.precision - a.scale
  const wholeB = b.precision - b.scale
  const precision = {
    '*': a.precision + b.precision,
    '/': a.precision + b.scale + Math.max(b.scale - a.scale, 0),
    '%': Math.min(wholeA, wholeB) + scale,
  }[operator]
  return {
    kind: 'decimal',
    precision: Math.min(38, Math.max(precision ?? Math.max(wholeA, wholeB) + scale + 1, scale)),
    scale,
  }
}
