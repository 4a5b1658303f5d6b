import { isView, viewTable } from '../../engine/views.js'
import type { CreateView, DropRelation } from '../../sql/ast.js'
import { translateView } from '../../sql/translate.js'
import { TrinoError } from '../../sql/trino-error.js'
import { requireDatabase, tableName } from './names.js'
import type { StatementExecutor } from './statement.js'

export const createView: StatementExecutor<CreateView> = {
  type: 'DDL',
  subtype: statement => (statement.orReplace ? 'CREATE_OR_REPLACE_VIEW' : 'CREATE_VIEW'),
  async run(statement, run) {
    const name = tableName(statement.name, run)
    if (!run.catalog.database(name.schema))
      throw new TrinoError('SCHEMA_NOT_FOUND', `Schema ${name.schema} not found`, statement.loc)
    const existing = run.catalog.table(name.schema, name.name)
    if (existing && !isView(existing)) {
      throw new TrinoError(
        'TABLE_ALREADY_EXISTS',
        `Table already exists: '${name.catalog}.${name.schema}.${name.name}'`,
        statement.loc,
      )
    }
    if (existing && !statement.orReplace)
      throw new TrinoError(
        'TABLE_ALREADY_EXISTS',
        `View already exists: '${name.catalog}.${name.schema}.${name.name}'`,
        statement.loc,
      )
    const { sql, columns } = await run.translate(context => translateView(statement, run.text, context))
    const table = viewTable({
      name: { database: name.schema, name: name.name },
      catalog: run.session.catalog,
      ...(run.session.schema !== undefined && { schema: run.session.schema }),
      sql,
      columns,
      owner: run.session.user,
    })
    if (existing)
      run.catalog.updateTable({ ...table, ...(existing.description && { description: existing.description }) })
    else run.catalog.createTable(table)
    return {}
  },
}

export const dropView: StatementExecutor<DropRelation> = {
  type: 'DDL',
  subtype: 'DROP_VIEW',
  async run({ name: written, ifExists, loc }, run) {
    const name = tableName(written, run)
    const full = `${name.catalog}.${name.schema}.${name.name}`
    const table = run.catalog.database(name.schema) && run.catalog.table(name.schema, name.name)
    if (!table) {
      if (ifExists) return {}
      throw new TrinoError('TABLE_NOT_FOUND', `View '${full}' does not exist`, loc)
    }
    if (!isView(table))
      throw new TrinoError(
        'TABLE_NOT_FOUND',
        `View '${full}' does not exist, but a table with that name exists. Did you mean DROP TABLE ${full}?`,
        loc,
      )
    requireDatabase(name.schema, run)
    run.catalog.deleteTable(name.schema, name.name)
    return {}
  },
}
