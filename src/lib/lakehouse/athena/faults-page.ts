import { AdminInputError, type SignedPage } from '../http/admin-service.js'
import { FAULT_KINDS, type Fault, type FaultKind, type Faults } from './faults.js'

/** `/_mdw/faults`: GET lists, POST adds one, DELETE removes one (`id`) or all of them. */
export function faultsPage(faults: Faults): SignedPage {
  return {
    GET: () => ({ faults: faults.list() }),
    POST: input => ({ fault: faults.add(readFault(input)) }),
    DELETE: ({ id }) => {
      const removed = faults.list().filter(fault => id === undefined || fault.id === id)
      for (const fault of removed) faults.remove(fault.id)
      return { removed }
    },
  }
}

function readFault(input: Record<string, unknown>): Omit<Fault, 'id'> {
  const { kind, times, match, delayMillis } = input
  if (!FAULT_KINDS.includes(kind as FaultKind))
    throw new AdminInputError(`There is no fault ${String(kind)}. Known: ${FAULT_KINDS.join(', ')}`)
  return {
    kind: kind as FaultKind,
    ...(times !== undefined && { times: positive(times, 'times') }),
    ...(delayMillis !== undefined && { delayMillis: positive(delayMillis, 'delayMillis') }),
    ...(match !== undefined && { match: String(match) }),
  }
}

function positive(value: unknown, name: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value
  throw new AdminInputError(`${name} must be a whole number above 0`)
}
