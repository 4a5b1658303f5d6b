import { scalarIn } from './define.js'
import type { FunctionGroup } from './definition.js'

/** UUID functions (Trino docs of that name). */
export const uuids: FunctionGroup = {
  functions: [scalarIn('UUID')('uuid', [['() -> uuid', 'gen_random_uuid']], { volatile: true })],
  macros: [],
}
