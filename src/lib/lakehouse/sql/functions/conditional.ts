import { typeName } from '../types/names.js'
import type { FunctionGroup } from './definition.js'

/** `typeof` and `version`; IF, COALESCE, NULLIF and TRY are syntax (analyzer/conditionals.ts). */
export const conditionalFunctions: FunctionGroup = {
  functions: [
    {
      name: 'typeof',
      kind: 'scalar',
      group: 'conversion',
      signatures: [
        { signature: '(T) -> varchar', emit: (_, call) => `'${typeName(call.argTypes[0]!).replaceAll("'", "''")}'` },
      ],
    },
    {
      name: 'version',
      kind: 'scalar',
      group: 'system',
      signatures: [{ signature: '() -> varchar', emit: () => `'3'` }],
    },
  ],
  macros: [],
}
