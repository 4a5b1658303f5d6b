import type { Expression, FunctionCall, Lambda } from '../ast.js'
import type { FunctionCallContext } from '../functions/definition.js'
import type { ArgumentShape } from '../functions/matching.js'
import type { Candidate } from '../functions/registry.js'
import { AmbiguousCall, type ResolvedCall, resolveCall } from '../functions/resolution.js'
import { unsupportedReason } from '../functions/unsupported.js'
import { TrinoError } from '../trino-error.js'
import { signatureTypeName } from '../types/names.js'
import type { TrinoType } from '../types/type.js'
import { aggregateCall, plainAggregate } from './aggregate-calls.js'
import type { ExpressionContext } from './analysis.js'
import { boundAll } from './bound.js'
import { coerceTo } from './coerce.js'
import { specialForm } from './conditionals.js'
import { analyzeExpression } from './expressions.js'
import type { Scope } from './scope.js'
import type { Typed } from './typed.js'
import { windowCall } from './windows.js'

/** An argument under analysis: a value, or a lambda whose parameters get their types from the signature. */
export type Argument = Typed | Lambda

export function callExpression(call: FunctionCall, context: ExpressionContext): Typed {
  const special = specialForm(call, context)
  if (special) return special
  const name = functionName(call, context)
  if (name === 'grouping' && !call.over) return grouping(call, context)
  const kind = context.query.analysis.functions.kind(name)
  if (!kind) throw functionNotFound(call, context)
  if (call.over) return windowCall(name, kind, call, context)
  if (kind === 'window')
    throw new TrinoError('MISSING_OVER', `Window function system.builtin.${name} requires an OVER clause`, call.loc)
  if (kind === 'aggregate') return aggregateCall(name, call, context)
  if (call.filter)
    throw new TrinoError('FUNCTION_NOT_AGGREGATE', 'Filter is only valid for aggregation functions', call.loc)
  if (call.orderBy.length > 0)
    throw new TrinoError('FUNCTION_NOT_AGGREGATE', 'ORDER BY is only valid for aggregation functions', call.loc)
  if (call.distinct)
    throw new TrinoError('FUNCTION_NOT_AGGREGATE', 'DISTINCT is not supported for non-aggregation functions', call.loc)
  const args = call.args.map(arg => (arg.kind === 'lambda' ? arg : analyzeExpression(arg, context)))
  return callFunction(name, args, call, context)
}

/** The function's name, lower case. Only built-in functions exist, under their bare name. */
export function functionName(call: FunctionCall, context: ExpressionContext): string {
  const { parts } = call.name
  const name = parts.at(-1)!.name.toLowerCase()
  if (parts.length > 1 || context.query.analysis.functions.kind(name) === undefined) {
    if (name !== 'grouping' || parts.length > 1) throw functionNotFound(call, context)
  }
  return name
}

function analyzeUngrouped(arg: Expression, context: ExpressionContext): void {
  try {
    analyzeExpression(arg, context)
  } catch (error) {
    const name = error instanceof TrinoError ? error.errorName : undefined
    if (name !== 'EXPRESSION_NOT_AGGREGATE' && name !== 'EXPRESSION_NOT_SCALAR') throw error
  }
}

function functionNotFound(call: FunctionCall, context: ExpressionContext): TrinoError {
  // What is wrong in the arguments comes first, but not what only GROUP BY makes wrong.
  for (const arg of call.args) if (arg.kind !== 'lambda') analyzeUngrouped(arg, context)
  const name = call.name.parts.map(part => part.name.toLowerCase()).join('.')
  const reason = unsupportedReason(name)
  if (reason) return new TrinoError('NOT_SUPPORTED', `Function '${name}' is not supported: ${reason}`, call.loc)
  return new TrinoError('FUNCTION_NOT_FOUND', `Function '${name}' not registered`, call.loc)
}

function grouping(call: FunctionCall, context: ExpressionContext): Typed {
  if (!context.aggregation?.grouped)
    throw new TrinoError(
      'MISSING_GROUP_BY',
      'A GROUPING() operation can only be used with a corresponding GROUPING SET/CUBE/ROLLUP/GROUP BY clause',
      call.loc,
    )
  return context.aggregation.grouping(call.args, call)
}

/** Picks the signature, coerces and emits a scalar call. */
export function callFunction(name: string, args: Argument[], at: Expression, context: ExpressionContext): Typed {
  return emitCall(name, args, at, context, plainAggregate)
}

/** `attach` builds the DuckDB call of an aggregate or window function with what the query attached to it. */
export function emitCall(
  name: string,
  args: Argument[],
  at: Expression,
  context: ExpressionContext,
  attach: FunctionCallContext['aggregate'],
): Typed {
  const { analysis } = context.query
  const resolved = resolveArguments(name, args, at, context)
  const { candidate, match } = resolved
  const sql = args.map((arg, i) => {
    const wanted = match.argTypes[i] as TrinoType
    return isLambda(arg) ? lambdaSql(arg, wanted, context) : coerceTo(arg, wanted)
  })
  const literal: FunctionCallContext['literal'] = i => {
    const arg = args[i]
    return arg && !isLambda(arg) ? arg.literal : undefined
  }
  const returnType = candidate.source.returns?.(match.argTypes, { literal }) ?? match.returnType
  const call: FunctionCallContext = {
    argTypes: match.argTypes,
    returnType,
    location: at.loc,
    literal,
    now: analysis.now,
    aggregate: attach,
  }
  const emit = (operands: string[]) => candidate.source.emit(operands, call)
  return { sql: attach === plainAggregate ? boundAll(sql, emit) : emit(sql), type: returnType }
}

function isLambda(arg: Argument): arg is Lambda {
  return 'kind' in arg && arg.kind === 'lambda'
}

function resolveArguments(name: string, args: Argument[], at: Expression, context: ExpressionContext): ResolvedCall {
  const candidates = context.query.analysis.functions.find(name)
  const shapes: ArgumentShape[] = args.map(arg =>
    isLambda(arg)
      ? { lambda: arg.params.length, typed: params => analyzeLambda(arg, params, context).body.type }
      : { type: arg.type },
  )
  const resolved = located(at, () => resolveCall(candidates, shapes))
  if (resolved) return resolved
  refuseLambdaArity(candidates, args)
  const given = args.map(arg => (isLambda(arg) ? `<function>` : signatureTypeName(arg.type))).join(', ')
  const expected = [...new Set(candidates.map(({ signature }) => `${name}(${signature.text})`))].sort().join(', ')
  throw new TrinoError(
    'FUNCTION_NOT_FOUND',
    `Unexpected parameters (${given}) for function ${name}. Expected: ${expected}`,
    at.loc,
  )
}

function located<T>(at: Expression, resolve: () => T): T {
  try {
    return resolve()
  } catch (error) {
    if (error instanceof AmbiguousCall) throw new TrinoError(error.errorName, error.message, at.loc)
    throw error
  }
}

/** A lambda with a number of parameters that no signature of this length takes. */
function refuseLambdaArity(candidates: Candidate[], args: Argument[]) {
  for (const [i, arg] of args.entries()) {
    if (!isLambda(arg)) continue
    const wanted = candidates.flatMap(({ signature }) => {
      const pattern = signature.args.length === args.length ? signature.args[i] : undefined
      return pattern?.kind === 'function' ? [pattern.args.length] : []
    })
    if (wanted.length > 0 && !wanted.includes(arg.params.length))
      throw new TrinoError(
        'INVALID_PARAMETER_USAGE',
        `Expected a lambda that takes ${wanted[0]} argument(s) but got ${arg.params.length}`,
        arg.loc,
      )
  }
}

function analyzeLambda(lambda: Lambda, params: TrinoType[], context: ExpressionContext) {
  const names = lambda.params.map(() => context.query.analysis.nextAlias('x'))
  const scope: Scope = {
    kind: 'lambda',
    parent: context.scope,
    fields: lambda.params.map((param, i) => ({
      name: param.name.toLowerCase(),
      relation: [],
      type: params[i]!,
      value: { sql: names[i]!, type: params[i]! },
      hidden: false,
    })),
  }
  return { names, body: analyzeExpression(lambda.body, { ...context, scope, insideLambda: true }) }
}

function lambdaSql(lambda: Lambda, type: TrinoType, context: ExpressionContext): string {
  if (type.kind !== 'function') throw new TrinoError('TYPE_MISMATCH', 'A lambda where a value is expected', lambda.loc)
  const { names, body } = analyzeLambda(lambda, type.args, context)
  const sql = type.result.kind === 'unknown' ? body.sql : coerceTo(body, type.result)
  return `lambda ${names.join(', ')}: ${sql}`
}
