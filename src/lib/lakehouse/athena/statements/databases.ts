import type { AlterDatabase, CreateDatabase, DropDatabase } from '../../sql/ast.js'
import { databaseName, ddlError, requireDatabase } from './names.js'
import type { StatementExecutor } from './statement.js'

export const createDatabase: StatementExecutor<CreateDatabase> = {
  type: 'DDL',
  subtype: 'CREATE_DATABASE',
  async run({ name, ifNotExists, comment, location, properties }, run) {
    const database = databaseName(name, run)
    if (run.catalog.database(database)) {
      if (ifNotExists) return {}
      throw ddlError(
        `Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. Database ${database} already exists`,
      )
    }
    try {
      run.catalog.createDatabase({
        name: database,
        ...(comment !== undefined && { description: comment }),
        ...(location !== undefined && { locationUri: location }),
        parameters: properties,
      })
    } catch (error) {
      // Another client was first.
      if (!ifNotExists || !run.catalog.database(database)) throw error
    }
    return {}
  },
}

export const dropDatabase: StatementExecutor<DropDatabase> = {
  type: 'DDL',
  subtype: 'DROP_DATABASE',
  async run({ name, ifExists, cascade }, run) {
    const database = databaseName(name, run)
    if (!run.catalog.database(database)) {
      if (ifExists) return {}
      throw ddlError(`SemanticException [Error 10072]: Database does not exist: ${database}`)
    }
    if (!cascade && run.catalog.tables(database).length > 0) {
      throw ddlError(
        `Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. InvalidOperationException(message:Database ${database} is not empty. One or more tables exist.)`,
      )
    }
    run.catalog.deleteDatabase(database)
    return {}
  },
}

export const alterDatabase: StatementExecutor<AlterDatabase> = {
  type: 'DDL',
  subtype: 'ALTER_DATABASE',
  async run({ name, properties }, run) {
    const { createTime: _, ...database } = requireDatabase(databaseName(name, run), run)
    run.catalog.updateDatabase(database.name, { ...database, parameters: { ...database.parameters, ...properties } })
    return {}
  },
}
