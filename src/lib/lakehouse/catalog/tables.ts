import { findTable, removeTable, requireDatabase, requireTable, requireValidName, tableKey } from './entries.js'
import { type CatalogEnvironment, lastKey, type TableEntry } from './environment.js'
import { CatalogError, type CatalogStore } from './model.js'

type TableStore = Pick<
  CatalogStore,
  | 'revision'
  | 'tables'
  | 'table'
  | 'createTable'
  | 'updateTable'
  | 'renameTable'
  | 'deleteTable'
  | 'tableVersions'
  | 'deleteTableVersion'
>

/** `versionLimit`: versions a table may have on record, 100,000 in Glue. */
export function tableStore(environment: CatalogEnvironment, versionLimit: number): TableStore {
  const { tables, versions, revisions, write } = environment

  const put = (entry: TableEntry) => {
    tables.putSync([entry.table.databaseName, entry.table.name], entry)
    environment.touch(entry.id)
    return entry.table
  }

  const vacant = (key: [string, string]) => {
    requireDatabase(environment, key[0])
    requireValidName(key[1])
    if (tables.doesExist(key)) throw new CatalogError('AlreadyExists', 'Table already exists.')
  }

  return {
    revision(database, name) {
      const entry = findTable(environment, database, name)
      return entry && revisions.get(entry.id)
    },

    tables(database) {
      const name = requireDatabase(environment, database).database.name
      return Array.from(tables.getRange({ start: [name, ''], end: [name, lastKey] }), ({ value }) => value.table)
    },

    table: (database, name) => findTable(environment, database, name)?.table,

    createTable: input =>
      write(() => {
        const [databaseName, name] = tableKey(input.databaseName, input.name)
        vacant([databaseName, name])
        const now = new Date()
        const table = { ...input, databaseName, name, createTime: now, updateTime: now, versionId: '0' }
        return put({ id: environment.nextId(), versions: 1, table })
      }),

    updateTable: (input, options = {}) =>
      write(() => {
        const entry = requireTable(environment, input.databaseName, input.name)
        const { id, table: current } = entry
        const { expectedVersion, expectedMetadataLocation, skipArchive } = options
        const stale =
          (expectedVersion !== undefined && expectedVersion !== current.versionId) ||
          (expectedMetadataLocation !== undefined && expectedMetadataLocation !== current.parameters.metadata_location)
        // Glue's answer to an outdated VersionId too, which Iceberg clients retry on (not VersionMismatch).
        if (stale)
          throw new CatalogError('ConcurrentModification', 'Update table failed due to concurrent modifications.')
        if (!skipArchive) {
          if (entry.versions >= versionLimit) {
            const text = `Number of TABLE_VERSION resources exceeds the limit ${versionLimit} per TABLE`
            throw new CatalogError('ResourceNumberLimitExceeded', text)
          }
          versions.putSync([id, Number(current.versionId)], current)
        }
        const table = {
          ...input,
          databaseName: current.databaseName,
          name: current.name,
          createTime: current.createTime,
          updateTime: new Date(),
          versionId: String(Number(current.versionId) + 1),
        }
        return put({ id, versions: entry.versions + (skipArchive ? 0 : 1), table })
      }),

    renameTable: (database, given, to) =>
      write(() => {
        const entry = requireTable(environment, database, given)
        const [databaseName, name] = tableKey(to.database, to.name)
        vacant([databaseName, name])
        tables.removeSync([entry.table.databaseName, entry.table.name])
        return put({ ...entry, table: { ...entry.table, databaseName, name, updateTime: new Date() } })
      }),

    deleteTable: (database, name) => write(() => removeTable(environment, requireTable(environment, database, name))),

    tableVersions(database, given) {
      const { id, table } = requireTable(environment, database, given)
      const { databaseName, name } = table
      const range = versions.getRange({ start: [id, Number.MAX_SAFE_INTEGER], end: [id], reverse: true })
      return [table, ...Array.from(range, ({ value }) => ({ ...value, databaseName, name }))]
    },

    deleteTableVersion: (database, name, versionId) =>
      write(() => {
        const entry = requireTable(environment, database, name)
        if (versionId === entry.table.versionId) {
          throw new CatalogError(
            'InvalidInput',
            `Version ${versionId} is the current version of the table and cannot be deleted.`,
          )
        }
        const gone = /^\d+$/.test(versionId) && versions.removeSync([entry.id, Number(versionId)])
        if (!gone) throw new CatalogError('EntityNotFound', `Version ${versionId} not found.`)
        put({ ...entry, versions: entry.versions - 1 })
      }),
  }
}
