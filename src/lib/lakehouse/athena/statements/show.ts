import type { Table } from '../../catalog/model.js'
import { partitionName } from '../../engine/hive/partitions.js'
import { isView, readView } from '../../engine/views.js'
import { isIcebergTable } from '../../iceberg/glue-table.js'
import type { Show } from '../../sql/ast.js'
import { TrinoError } from '../../sql/trino-error.js'
import { likeFilter } from './like-pattern.js'
import { databaseName, ddlError, requireDatabase, requireTable, tableName } from './names.js'
import { showCreateTable } from './show-create-table.js'
import type { StatementExecutor, StatementRun } from './statement.js'

const SUBTYPES: Record<Show['what'], string> = {
  databases: 'SHOW_DATABASES',
  tables: 'SHOW_TABLES',
  views: 'SHOW_VIEWS',
  columns: 'SHOW_COLUMNS',
  partitions: 'SHOW_PARTITIONS',
  'create-table': 'SHOW_CREATE_TABLE',
  'create-view': 'SHOW_CREATE_VIEW',
  tblproperties: 'SHOW_TBLPROPERTIES',
  functions: 'SHOW_FUNCTIONS',
  catalogs: 'SHOW_CATALOGS',
  session: 'SHOW_SESSION',
}

export const show: StatementExecutor<Show> = {
  type: 'UTILITY',
  subtype: statement => SUBTYPES[statement.what],
  async run(statement, run) {
    const { columns, lines } = output(statement, run)
    await run.sink.writeText(columns, lines)
    return {}
  },
}

function output(statement: Show, run: StatementRun): { columns: string[]; lines: string[] } {
  switch (statement.what) {
    case 'databases': {
      const names = run.catalog.databases().map(database => database.name)
      return { columns: ['database_name'], lines: names.filter(likeFilter(statement.like)) }
    }
    case 'tables':
    case 'views': {
      const views = statement.what === 'views'
      const database = statement.database ? databaseName(statement.database, run) : sessionDatabase(run)
      requireDatabase(database, run)
      const names = run.catalog
        .tables(database)
        .filter(table => !views || isView(table))
        .map(table => table.name)
      return { columns: [views ? 'views' : 'tab_name'], lines: names.filter(likeFilter(statement.like)) }
    }
    case 'columns': {
      const table = requireTable(tableName(statement.table, run), run)
      return { columns: ['field'], lines: visibleColumns(table).map(column => column.name.padEnd(20)) }
    }
    case 'partitions':
      return { columns: ['partition'], lines: partitionLines(requireTable(tableName(statement.table, run), run), run) }
    case 'create-table': {
      const table = requireTable(tableName(statement.name, run), run)
      if (isView(table))
        throw ddlError(`SemanticException [Error 10001]: ${table.name} is a view: use SHOW CREATE VIEW`)
      return { columns: ['createtab_stmt'], lines: showCreateTable(table, run.iceberg) }
    }
    case 'create-view': {
      const name = tableName(statement.name, run)
      const table = requireTable(name, run)
      if (!isView(table))
        throw new TrinoError(
          'NOT_SUPPORTED',
          `Relation '${name.catalog}.${name.schema}.${name.name}' is a table, not a view`,
        )
      const text = `CREATE VIEW ${name.schema}.${name.name} AS\n${readView(table).originalSql}`
      return { columns: ['Create View'], lines: text.split('\n') }
    }
    case 'tblproperties':
      return { columns: ['prpt_name', 'prpt_value'], lines: propertyLines(statement, run) }
    case 'functions':
    case 'catalogs':
    case 'session':
      throw new TrinoError('NOT_SUPPORTED', `SHOW ${statement.what.toUpperCase()} is not supported by Athena`)
  }
}

function sessionDatabase(run: StatementRun): string {
  if (run.session.schema === undefined) throw ddlError('SemanticException No database is selected')
  return run.session.schema
}

/** Columns that a query sees, partition columns last. */
export function visibleColumns(table: Table) {
  const current = (table.storageDescriptor?.columns ?? []).filter(
    column => column.parameters?.['iceberg.field.current'] !== 'false',
  )
  return [...current, ...table.partitionKeys]
}

function partitionLines(table: Table, run: StatementRun): string[] {
  if (isIcebergTable(table) || table.partitionKeys.length === 0) {
    throw ddlError(
      `Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. Table ${table.databaseName}.${table.name} is not a partitioned table`,
    )
  }
  return run.catalog
    .partitions(table.databaseName, table.name)
    .map(partition => partitionName(table.partitionKeys, partition.values))
}

function propertyLines(statement: Extract<Show, { what: 'tblproperties' }>, run: StatementRun): string[] {
  const table = requireTable(tableName(statement.table, run), run)
  const properties = isIcebergTable(table)
    ? run.iceberg.load({ database: table.databaseName, name: table.name }).metadata.properties
    : table.parameters
  if (statement.property === undefined)
    return Object.entries({ ...properties, ...(isIcebergTable(table) && { table_type: 'ICEBERG' }) }).map(
      ([name, value]) => `${name}\t${value}`,
    )
  const value = properties[statement.property]
  return [value ?? `Table ${table.databaseName}.${table.name} does not have property: ${statement.property}`]
}
