import { TrinoError } from '../trino-error.js'
import { canCoerce } from '../types/coercion.js'
import { sameType, typeName } from '../types/names.js'
import { type ArgumentShape, matchSignature, type SignatureMatch } from './matching.js'
import type { Candidate } from './registry.js'

export interface ResolvedCall {
  candidate: Candidate
  match: SignatureMatch
}

/**
 * Trino's choice among a function's signatures (its FunctionBinder): an exact one without type variables, an exact one with,
 * then the most specific one that the arguments coerce to.
 */
export function resolveCall(candidates: Candidate[], args: ArgumentShape[]): ResolvedCall | undefined {
  const attempt = (list: Candidate[], coerce: boolean) =>
    list.flatMap(candidate => {
      const match = matchSignature(candidate.signature, args, coerce)
      return match ? [{ candidate, match }] : []
    })
  const plain = candidates.filter(candidate => !candidate.generic)
  const generic = candidates.filter(candidate => candidate.generic)
  const exact = attempt(plain, false)[0] ?? attempt(generic, false)[0]
  if (exact) return exact
  return mostSpecific(attempt(candidates, true), args)
}

function mostSpecific(found: ResolvedCall[], args: ArgumentShape[]): ResolvedCall | undefined {
  if (found.length <= 1) return found[0]
  const best = found.filter(call => found.every(other => other === call || atLeastAsSpecific(call, other)))
  if (best.length === 1) return best[0]
  // How many arguments a candidate converts, untyped NULLs aside.
  const changes = (call: ResolvedCall) =>
    args.filter(
      (arg, i) => 'type' in arg && arg.type.kind !== 'unknown' && !sameType(arg.type, call.match.argTypes[i]!),
    ).length
  if (args.some(arg => 'type' in arg && arg.type.kind === 'unknown')) {
    const kept = found.filter(call => changes(call) === 0)
    const candidates = kept.length > 0 ? kept : found
    const result = typeName(candidates[0]!.match.returnType)
    if (candidates.every(call => typeName(call.match.returnType) === result)) return candidates[0]
    throw new AmbiguousCall(candidates)
  }
  return found.reduce((a, b) => (changes(b) < changes(a) ? b : a))
}

/** Untyped NULLs fit several signatures with different results. */
export class AmbiguousCall extends TrinoError {
  constructor(candidates: ResolvedCall[]) {
    const list = candidates.map(
      ({ match }) => `\t * (${match.argTypes.map(typeName).join(',')}):${typeName(match.returnType)}\n`,
    )
    super(
      'AMBIGUOUS_FUNCTION_CALL',
      `Could not choose a best candidate operator. Explicit type casts must be added.\nCandidates are:\n${list.join('')}`,
    )
  }
}

/** Trino's test: the other signature takes what this one's arguments have become. */
function atLeastAsSpecific(call: ResolvedCall, other: ResolvedCall): boolean {
  const { argTypes } = call.match
  if (argTypes.some(type => type.kind === 'function'))
    return argTypes.every((type, i) => type.kind === 'function' || canCoerce(type, other.match.argTypes[i]!))
  const shapes = argTypes.map(type => ({ type }))
  return matchSignature(other.candidate.signature, shapes, true) !== undefined
}
