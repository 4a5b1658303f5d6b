import { isView } from '../../engine/views.js'
import { isIcebergTable } from '../../iceberg/glue-table.js'
import type { DropRelation } from '../../sql/ast.js'
import { ddlError, glueName, tableName } from './names.js'
import type { StatementExecutor } from './statement.js'
import { dropView } from './views.js'

/** An Iceberg table goes with its files, an external one leaves them where they are. */
const dropTable: StatementExecutor<DropRelation> = {
  type: 'DDL',
  subtype: 'DROP_TABLE',
  async run(statement, run) {
    const name = tableName(statement.name, run)
    const table = run.catalog.database(name.schema) && run.catalog.table(name.schema, name.name)
    if (!table) {
      if (statement.ifExists) return {}
      throw ddlError(`SemanticException [Error 10001]: Table not found ${name.schema}.${name.name}`)
    }
    if (isView(table)) {
      throw ddlError(
        'SemanticException [Error 10001]: Cannot drop a view with DROP TABLE: ' +
          `use DROP VIEW ${name.schema}.${name.name}`,
      )
    }
    if (isIcebergTable(table)) await run.iceberg.drop(glueName(name), { purge: true })
    else run.catalog.deleteTable(name.schema, name.name)
    return {}
  },
}

export const drop: StatementExecutor<DropRelation> = {
  type: 'DDL',
  subtype: statement => (statement.what === 'view' ? 'DROP_VIEW' : 'DROP_TABLE'),
  run: (statement, run) => (statement.what === 'view' ? dropView : dropTable).run(statement, run),
}
