import { isView } from '../../engine/views.js'
import { isIcebergTable } from '../../iceberg/glue-table.js'
import type { AlterAction, AlterTable } from '../../sql/ast.js'
import { alterHiveTable } from './alter-hive-table.js'
import { alterIcebergTable } from './alter-iceberg-table.js'
import { ddlError, requireTable, tableName } from './names.js'
import type { StatementExecutor } from './statement.js'

const SUBTYPES: Record<AlterAction['kind'], string> = {
  'add-columns': 'ALTER_TABLE_ADD_COLUMNS',
  'drop-column': 'ALTER_TABLE_DROP_COLUMN',
  'replace-columns': 'ALTER_TABLE_REPLACE_COLUMNS',
  'change-column': 'ALTER_TABLE_CHANGE_COLUMN',
  rename: 'ALTER_TABLE_RENAME',
  'set-properties': 'ALTER_TABLE_SET_TBLPROPERTIES',
  'unset-properties': 'ALTER_TABLE_UNSET_TBLPROPERTIES',
  'set-location': 'ALTER_TABLE_SET_LOCATION',
  'add-partitions': 'ALTER_TABLE_ADD_PARTITION',
  'drop-partitions': 'ALTER_TABLE_DROP_PARTITION',
  'rename-partition': 'ALTER_TABLE_RENAME_PARTITION',
}

export const alterTable: StatementExecutor<AlterTable> = {
  type: 'DDL',
  subtype: statement => SUBTYPES[statement.action.kind],
  async run({ name: written, action }, run) {
    const name = tableName(written, run)
    const table = requireTable(name, run)
    if (isView(table))
      throw ddlError('SemanticException [Error 10131]: To alter a view you need to use the ALTER VIEW command.')
    if (isIcebergTable(table)) await alterIcebergTable(name, action, run)
    else await alterHiveTable(name, table, action, run)
    return {}
  },
}
