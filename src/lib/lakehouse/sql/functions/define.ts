import type { FunctionDefinition, SignatureDefinition } from './definition.js'

type Emit = SignatureDefinition['emit']

/** A scalar function from `[signature, emit]` pairs; a string for `emit` is the DuckDB function or macro to call. */
export function scalarIn(group: string) {
  return (
    name: string,
    signatures: [signature: string, emit: Emit | string, returns?: SignatureDefinition['returns']][],
    options: { aliases?: string[]; volatile?: boolean } = {},
  ): FunctionDefinition => ({
    name,
    aliases: options.aliases,
    kind: 'scalar',
    group,
    signatures: signatures.map(([signature, emit, returns]) => ({
      signature,
      returns,
      volatile: options.volatile,
      emit: typeof emit === 'string' ? args => `${emit}(${args.join(', ')})` : emit,
    })),
  })
}

/** DuckDB SQL that raises Trino's INVALID_FUNCTION_ARGUMENT; `message` is SQL. */
export const failArgument = (message: string) => `t_fail('INVALID_FUNCTION_ARGUMENT', ${message})`
