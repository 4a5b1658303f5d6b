import type { FunctionDefinition, FunctionGroup, SignatureDefinition } from './definition.js'
import { parseSignature, type Signature } from './signature.js'

/** One way to call a function. */
export interface Candidate {
  definition: FunctionDefinition
  signature: Signature
  source: SignatureDefinition
  /** Type variables or repeated arguments: tried after the signatures without. */
  generic: boolean
}

/** All functions by name, across the groups; a name may be spread over several (`concat` of text and of arrays). */
export class FunctionRegistry {
  private readonly byName = new Map<string, FunctionDefinition[]>()
  private readonly candidates = new Map<string, Candidate[]>()

  constructor(groups: FunctionGroup[]) {
    for (const group of groups) {
      for (const definition of group.functions) {
        for (const name of [definition.name, ...(definition.aliases ?? [])]) {
          const known = this.byName.get(name)
          if (known) known.push(definition)
          else this.byName.set(name, [definition])
        }
      }
    }
  }

  kind(name: string): FunctionDefinition['kind'] | undefined {
    return this.byName.get(name)?.[0]?.kind
  }

  find(name: string): Candidate[] {
    let found = this.candidates.get(name)
    if (!found) {
      found = (this.byName.get(name) ?? []).flatMap(definition =>
        definition.signatures.map(source => {
          const signature = parseSignature(source.signature)
          return { definition, source, signature, generic: isGeneric(signature) }
        }),
      )
      this.candidates.set(name, found)
    }
    return found
  }

  names(): string[] {
    return [...this.byName.keys()].sort()
  }
}

function isGeneric(signature: Signature): boolean {
  return signature.variadic || JSON.stringify([signature.args, signature.result]).includes('"variable"')
}
