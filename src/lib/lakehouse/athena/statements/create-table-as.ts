import { isIcebergTable } from '../../iceberg/glue-table.js'
import type { CreateTableAs } from '../../sql/ast.js'
import { propertyValues } from '../../sql/translate.js'
import { TrinoError } from '../../sql/trino-error.js'
import { createHiveTableAs } from './create-hive-table-as.js'
import { createIcebergTableAs } from './create-iceberg-table-as.js'
import { tableName } from './names.js'
import type { StatementExecutor } from './statement.js'
import { Properties } from './table-properties.js'

export const createTableAs: StatementExecutor<CreateTableAs> = {
  type: 'DDL',
  subtype: 'CREATE_TABLE_AS_SELECT',
  async run(statement, run) {
    const name = tableName(statement.name, run)
    if (!run.catalog.database(name.schema))
      throw new TrinoError('SCHEMA_NOT_FOUND', `Schema ${name.schema} not found`, statement.loc)
    const existing = run.catalog.table(name.schema, name.name)
    if (existing) {
      if (statement.ifNotExists) return { updateCount: 0, outputLocation: run.sink.uri('.txt') }
      const kind = isIcebergTable(existing) ? 'Table' : existing.tableType === 'VIRTUAL_VIEW' ? 'View' : 'Table'
      throw new TrinoError(
        'TABLE_ALREADY_EXISTS',
        `${kind} '${name.catalog}.${name.schema}.${name.name}' already exists`,
      )
    }
    run.faults.strike(run.text, 'TOO_MANY_OPEN_PARTITIONS')
    const properties = new Properties(await run.translate(context => propertyValues(statement.properties, context)))
    const type = (properties.text('table_type') ?? 'HIVE').toUpperCase()
    if (type === 'ICEBERG') return createIcebergTableAs(statement, name, properties, run)
    if (type === 'HIVE') return createHiveTableAs(statement, name, properties, run)
    throw new TrinoError('INVALID_TABLE_PROPERTY', `Table type ${type} is not supported: HIVE and ICEBERG are`)
  },
}
