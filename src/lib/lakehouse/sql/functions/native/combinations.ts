import { invalidArgument, type NativeFunction } from '../native.js'

const LARGEST = 5
const MOST = 100_000

/** The index sets (from 1) of all `size`-element choices out of `length`, in order. */
function combinationIndexes(length: bigint, size: number): bigint[][] {
  if (size < 0) throw invalidArgument(`combination size must not be negative: ${size}`)
  if (size > LARGEST) throw invalidArgument(`combination size must not exceed ${LARGEST}: ${size}`)
  let sets: bigint[][] = [[]]
  for (let i = 0; i < size; i++) {
    const grown: bigint[][] = []
    for (const set of sets) for (let n = (set.at(-1) ?? 0n) + 1n; n <= length; n++) grown.push([...set, n])
    if (grown.length > MOST) throw invalidArgument('combinations exceed max size')
    sets = grown
  }
  return sets
}

export const combinations: NativeFunction[] = [
  { name: 't_combination_indexes', args: ['bigint', 'integer'], returns: 'bigint[][]', call: combinationIndexes },
]
