import type { Expression, FunctionCall, SearchedCase, SimpleCase } from '../ast.js'
import { TrinoError } from '../trino-error.js'
import { commonSuperType } from '../types/coercion.js'
import { typeName } from '../types/names.js'
import type { ExpressionContext } from './analysis.js'
import { bound } from './bound.js'
import { coerceTo, unify } from './coerce.js'
import { compare } from './comparisons.js'
import { analyzeCondition, analyzeExpression } from './expressions.js'
import { type Typed, typed, UNKNOWN } from './typed.js'

export function searchedCase(expression: SearchedCase, context: ExpressionContext): Typed {
  const conditions = expression.whens.map(({ when }) => analyzeCondition(when, context, 'CASE WHEN clause'))
  return branches(conditions, expression, context)
}

export function simpleCase(expression: SimpleCase, context: ExpressionContext): Typed {
  const operand = analyzeExpression(expression.operand, context)
  const conditions = expression.whens.map(({ when }) => {
    const value = analyzeExpression(when, context)
    if (!commonSuperType(operand.type, value.type))
      throw new TrinoError(
        'TYPE_MISMATCH',
        `CASE operand type does not match WHEN clause operand type: ${typeName(operand.type)} vs ${typeName(value.type)}`,
        expression.operand.loc,
      )
    return compare('=', operand, value, when)
  })
  return branches(conditions, expression, context)
}

function branches(
  conditions: string[],
  { whens, otherwise, loc }: Pick<SearchedCase, 'whens' | 'otherwise' | 'loc'>,
  context: ExpressionContext,
): Typed {
  const results = whens.map(({ then }) => analyzeExpression(then, context))
  const last = otherwise && analyzeExpression(otherwise, context)
  const all = last ? [...results, last] : results
  const type = unify(
    all,
    (i, found, expected) =>
      new TrinoError(
        'TYPE_MISMATCH',
        `All CASE results must be the same type or coercible to a common type. Cannot find common type between ${typeName(expected)} and ${typeName(found)}, all types (without duplicates): [${[...new Set(all.map(value => typeName(value.type)))].join(', ')}]`,
        (whens[i]?.then ?? otherwise)?.loc ?? loc,
      ),
  )
  const arms = conditions.map((condition, i) => `WHEN ${condition} THEN ${coerceTo(results[i] as Typed, type)}`)
  return typed(`(CASE ${arms.join(' ')}${last ? ` ELSE ${coerceTo(last, type)}` : ''} END)`, type)
}

/** `if`, `coalesce`, `nullif`, `try`: functions by their look, syntax by Trino's grammar. */
export function specialForm(call: FunctionCall, context: ExpressionContext): Typed | undefined {
  if (call.name.parts.length !== 1 || call.over) return undefined
  const { args } = call
  switch (call.name.parts[0]?.name.toLowerCase()) {
    case 'if':
      return ifCall(call, context)
    case 'coalesce':
      return coalesce(call, context)
    case 'nullif': {
      arity(call, args.length === 2)
      const [first, second] = args.map(arg => analyzeExpression(arg, context)) as [Typed, Typed]
      if (!commonSuperType(first.type, second.type))
        throw new TrinoError(
          'TYPE_MISMATCH',
          `Types are not comparable with NULLIF: ${typeName(first.type)} vs ${typeName(second.type)}`,
          call.loc,
        )
      if (second.type.kind === 'unknown') return first
      const equal = (value: string) => compare('=', { ...first, sql: value }, second, call)
      return typed(
        equal(first.sql) === `(${first.sql} = ${second.sql})`
          ? `nullif(${first.sql}, ${second.sql})`
          : bound(first.sql, value => `(CASE WHEN ${equal(value)} THEN NULL ELSE ${value} END)`),
        first.type,
      )
    }
    case 'try': {
      arity(call, args.length === 1)
      const value = analyzeExpression(args[0] as Expression, context)
      return typed(`TRY(${value.sql})`, value.type)
    }
    default:
      return undefined
  }
}

function arity(call: FunctionCall, right: boolean) {
  if (right) return
  const name = call.name.parts[0]!.name.toLowerCase()
  const message: Record<string, string> = {
    coalesce: "The 'coalesce' function must have at least two arguments",
    try: "The 'try' function must have exactly one argument",
  }
  throw new TrinoError('SYNTAX_ERROR', message[name] ?? `Invalid number of arguments for '${name}' function`, call.loc)
}

function ifCall(call: FunctionCall, context: ExpressionContext): Typed {
  const { args } = call
  arity(call, args.length === 2 || args.length === 3)
  const condition = analyzeCondition(args[0] as Expression, context, 'IF condition')
  const yes = analyzeExpression(args[1] as Expression, context)
  const no = args[2] ? analyzeExpression(args[2], context) : typed('NULL', UNKNOWN)
  const type = commonSuperType(yes.type, no.type)
  if (!type)
    throw new TrinoError(
      'TYPE_MISMATCH',
      `Result types for IF must be the same: ${typeName(yes.type)} vs ${typeName(no.type)}`,
      call.loc,
    )
  return typed(`(CASE WHEN ${condition} THEN ${coerceTo(yes, type)} ELSE ${coerceTo(no, type)} END)`, type)
}

function coalesce(call: FunctionCall, context: ExpressionContext): Typed {
  arity(call, call.args.length >= 2)
  const values = call.args.map(arg => analyzeExpression(arg, context))
  const type = unify(
    values,
    (i, found, expected) =>
      new TrinoError(
        'TYPE_MISMATCH',
        `All COALESCE operands must be the same type or coercible to a common type. Cannot find common type between ${typeName(expected)} and ${typeName(found)}, all types (without duplicates): [${[...new Set(values.map(value => typeName(value.type)))].join(', ')}]`,
        call.args[i]?.loc ?? call.loc,
      ),
  )
  return typed(`coalesce(${values.map(value => coerceTo(value, type)).join(', ')})`, type)
}
