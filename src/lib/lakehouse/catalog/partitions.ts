import { createHash } from 'node:crypto'
import { requireTable } from './entries.js'
import { type CatalogEnvironment, lastKey } from './environment.js'
import { CatalogError, type CatalogStore } from './model.js'

type PartitionStore = Pick<
  CatalogStore,
  'partitions' | 'scanPartitions' | 'partition' | 'createPartitions' | 'updatePartition' | 'deletePartitions'
>

/** LMDB keys end at 1978 bytes; longer values (Glue takes 1024 characters each) sort by what fits and differ by a digest. */
const keyBytes = 1200

/** One string that sorts as the list of values does. */
function partitionKey(values: string[]): string {
  // A value cannot hold U+0000, and nothing sorts before it.
  const key = values.join('\0')
  if (Buffer.byteLength(key) <= keyBytes) return key
  return `${key.slice(0, keyBytes / 4)}\0${createHash('sha256').update(key).digest('hex')}`
}

export function partitionStore(environment: CatalogEnvironment): PartitionStore {
  const { partitions, write } = environment

  const scan = (tableId: number, after?: string[]) => {
    const start: [number, string] = [tableId, after ? partitionKey(after) : '']
    return partitions
      .getRange({ start, exclusiveStart: after !== undefined, end: [tableId, lastKey] })
      .map(e => e.value)
  }

  return {
    partitions: (database, table) => Array.from(scan(requireTable(environment, database, table).id)),
    scanPartitions: (database, table, after) => scan(requireTable(environment, database, table).id, after),
    partition: (database, table, values) =>
      partitions.get([requireTable(environment, database, table).id, partitionKey(values)]),

    createPartitions: (database, table, inputs, options = {}) =>
      write(() => {
        const { id } = requireTable(environment, database, table)
        const creationTime = new Date()
        for (const input of inputs) {
          const key: [number, string] = [id, partitionKey(input.values)]
          if (partitions.doesExist(key)) {
            if (options.ifNotExists) continue
            throw new CatalogError('AlreadyExists', 'Partition already exists.')
          }
          partitions.putSync(key, { ...input, creationTime })
        }
        environment.touch(id)
      }),

    updatePartition: (database, table, values, input) =>
      write(() => {
        const { id } = requireTable(environment, database, table)
        const from: [number, string] = [id, partitionKey(values)]
        const to: [number, string] = [id, partitionKey(input.values)]
        const current = partitions.get(from)
        if (!current) throw new CatalogError('EntityNotFound', 'Cannot find partition.')
        if (to[1] !== from[1]) {
          if (partitions.doesExist(to)) throw new CatalogError('AlreadyExists', 'Partition already exists.')
          partitions.removeSync(from)
        }
        partitions.putSync(to, { ...input, creationTime: current.creationTime })
        environment.touch(id)
      }),

    deletePartitions: (database, table, lists) =>
      write(() => {
        const { id } = requireTable(environment, database, table)
        for (const values of lists) {
          if (!partitions.removeSync([id, partitionKey(values)])) {
            throw new CatalogError('EntityNotFound', 'Cannot find partition.')
          }
        }
        environment.touch(id)
      }),
  }
}
