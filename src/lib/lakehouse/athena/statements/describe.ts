import type { Column } from '../../catalog/model.js'
import { isView } from '../../engine/views.js'
import { isIcebergTable } from '../../iceberg/glue-table.js'
import { currentSchema, defaultSpec } from '../../iceberg/metadata/model.js'
import type { Describe } from '../../sql/ast.js'
import { TrinoError } from '../../sql/trino-error.js'
import { ddlError, requireTable, tableName } from './names.js'
import { visibleColumns } from './show.js'
import type { StatementExecutor, StatementRun } from './statement.js'

const COLUMNS = ['col_name', 'data_type', 'comment']

/** Hive's layout: three columns padded to 20, tabs between. */
const line = (...cells: string[]) => cells.map(cell => cell.padEnd(20)).join('\t')

export const describe: StatementExecutor<Describe> = {
  type: 'UTILITY',
  subtype: 'DESCRIBE_TABLE',
  async run(statement, run) {
    if (statement.what === 'input' || statement.what === 'output')
      throw new TrinoError('NOT_SUPPORTED', `DESCRIBE ${statement.what.toUpperCase()} is not supported by Athena`)
    await run.sink.writeText(COLUMNS, lines(statement, run))
    return {}
  },
}

function lines(statement: Describe, run: StatementRun): string[] {
  const table = requireTable(tableName(statement.name, run), run)
  if (statement.what === 'view' && !isView(table))
    throw new TrinoError('NOT_SUPPORTED', `Relation '${table.databaseName}.${table.name}' is a table, not a view`)
  const columns = visibleColumns(table)
  if (statement.column) return [columnLine(columnNamed(columns, statement.column.parts[0]!.name))]
  const detail = statement.extended || statement.formatted ? detailLines(statement, run) : []
  if (isIcebergTable(table)) {
    const { metadata } = run.iceberg.load({ database: table.databaseName, name: table.name })
    const schema = currentSchema(metadata)
    const partitions = defaultSpec(metadata).fields.map(field =>
      line(field.name, field.transform, schema.fields.find(({ id }) => id === field['source-id'])?.name ?? ''),
    )
    return [
      line('# Table schema:', '', ''),
      line('# col_name', 'data_type', 'comment'),
      ...columns.map(columnLine),
      line('', '', ''),
      line('# Partition spec:', '', ''),
      line('# field_name', 'field_transform', 'column_name'),
      ...partitions,
      ...detail,
    ]
  }
  const partitioned =
    table.partitionKeys.length > 0
      ? [
          line('', '', ''),
          line('# Partition Information', '', ''),
          line('# col_name', 'data_type', 'comment'),
          line('', '', ''),
          ...table.partitionKeys.map(columnLine),
        ]
      : []
  return [...columns.map(columnLine), ...partitioned, ...detail]
}

const columnLine = ({ name, type, comment }: Column) => line(name, type, comment ?? '')

function columnNamed(columns: Column[], name: string): Column {
  const column = columns.find(candidate => candidate.name.toLowerCase() === name.toLowerCase())
  if (!column) throw ddlError(`SemanticException [Error 10002]: Invalid column reference ${name}`)
  return column
}

function detailLines(statement: Describe, run: StatementRun): string[] {
  const table = requireTable(tableName(statement.name, run), run)
  const storage = table.storageDescriptor
  return [
    line('', '', ''),
    line('# Detailed Table Information', '', ''),
    line('Database:', table.databaseName, ''),
    line('Owner:', table.owner ?? '', ''),
    line('CreateTime:', table.createTime.toUTCString(), ''),
    line('Location:', storage?.location ?? '', ''),
    line('Table Type:', table.tableType ?? '', ''),
    line('Table Parameters:', '', ''),
    ...Object.entries(table.parameters).map(([name, value]) => line('', name, value)),
    line('', '', ''),
    line('# Storage Information', '', ''),
    line('SerDe Library:', storage?.serdeInfo?.serializationLibrary ?? '', ''),
    line('InputFormat:', storage?.inputFormat ?? '', ''),
    line('OutputFormat:', storage?.outputFormat ?? '', ''),
  ]
}
