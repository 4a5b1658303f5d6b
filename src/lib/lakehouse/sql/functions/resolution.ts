import { canCoerce } from '../types/coercion.js'
import { sameType } from '../types/names.js'
import type { TrinoType } from '../types/type.js'
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
  const plain = candidates.filter(candidate => !isGeneric(candidate))
  const generic = candidates.filter(isGeneric)
  const exact = attempt(plain, false)[0] ?? attempt(generic, false)[0]
  if (exact) return exact
  return mostSpecific(attempt(candidates, true), args)
}

function isGeneric({ signature }: Candidate): boolean {
  return JSON.stringify([signature.args, signature.result]).includes('"variable"') || signature.variadic
}

function mostSpecific(found: ResolvedCall[], args: ArgumentShape[]): ResolvedCall | undefined {
  if (found.length <= 1) return found[0]
  const best = found.filter(call => found.every(other => other === call || atLeastAsSpecific(call, other)))
  if (best[0]) return best[0]
  // Trino prefers what leaves the most arguments as they are.
  const changes = (call: ResolvedCall) =>
    args.filter((arg, i) => 'type' in arg && !sameType(arg.type, call.match.argTypes[i] as TrinoType)).length
  return found.reduce((a, b) => (changes(b) < changes(a) ? b : a))
}

function atLeastAsSpecific(call: ResolvedCall, other: ResolvedCall): boolean {
  return call.match.argTypes.every((type, i) => {
    const wanted = other.match.argTypes[i] as TrinoType
    return type.kind === 'function' || canCoerce(type, wanted)
  })
}
