import { findDatabase, removeTable, requireDatabase, requireValidName } from './entries.js'
import { type CatalogEnvironment, lastKey, removeAll } from './environment.js'
import { CatalogError, type CatalogStore } from './model.js'

type DatabaseStore = Pick<
  CatalogStore,
  'databases' | 'database' | 'createDatabase' | 'updateDatabase' | 'deleteDatabase'
>

export function databaseStore(environment: CatalogEnvironment): DatabaseStore {
  const { databases, tables, attachments, write } = environment
  return {
    databases: () => Array.from(databases.getRange(), ({ value }) => value.database),
    database: name => findDatabase(environment, name)?.database,

    createDatabase: input =>
      write(() => {
        const name = input.name.toLowerCase()
        requireValidName(name)
        if (databases.doesExist(name)) throw new CatalogError('AlreadyExists', 'Database already exists.')
        const database = { ...input, name, createTime: new Date() }
        databases.putSync(name, { id: environment.nextId(), database })
        return database
      }),

    updateDatabase: (given, input) =>
      write(() => {
        const entry = requireDatabase(environment, given)
        const from = entry.database.name
        const name = input.name.toLowerCase()
        // Tables are found by their database's name, and Glue does not rename databases either.
        if (name !== from) throw new CatalogError('InvalidInput', 'Database name cannot be changed.')
        const database = { ...input, name, createTime: entry.database.createTime }
        databases.putSync(name, { ...entry, database })
        return database
      }),

    deleteDatabase: given =>
      write(() => {
        const { id, database } = requireDatabase(environment, given)
        const owned = tables.getRange({ start: [database.name, ''], end: [database.name, lastKey] })
        for (const { value } of [...owned]) removeTable(environment, value)
        removeAll(attachments, id)
        databases.removeSync(database.name)
      }),
  }
}
