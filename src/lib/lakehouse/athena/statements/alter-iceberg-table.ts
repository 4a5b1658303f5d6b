import {
  addColumns,
  changeType,
  dropColumn,
  moveColumn,
  renameColumn,
  setComment,
} from '../../iceberg/evolution/schema-change.js'
import type { TableMetadata, TableUpdate } from '../../iceberg/metadata/model.js'
import { applyUpdates } from '../../iceberg/metadata/updates.js'
import { parseHiveType } from '../../iceberg/types/hive.js'
import type { AlterAction, ColumnDefinition } from '../../sql/ast.js'
import type { RelationName } from '../../sql/resolver.js'
import { TrinoError } from '../../sql/trino-error.js'
import { typeText } from './create-table.js'
import { icebergTableProperties } from './iceberg-properties.js'
import { ddlError, glueName, tableName } from './names.js'
import type { StatementRun } from './statement.js'

/** https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-evolving-table-schema.html */
export async function alterIcebergTable(name: RelationName, action: AlterAction, run: StatementRun): Promise<void> {
  run.faults.strike(run.text, 'ICEBERG_COMMIT_ERROR')
  switch (action.kind) {
    case 'rename': {
      const to = tableName(action.to, { ...run, session: { ...run.session, schema: name.schema } })
      if (run.catalog.database(to.schema) === undefined)
        throw ddlError(`SemanticException [Error 10072]: Database does not exist: ${to.schema}`)
      run.iceberg.rename(glueName(name), glueName(to))
      return
    }
    case 'set-properties':
      return setProperties(name, action.properties, run)
    case 'unset-properties':
      return change(run, name, () => [{ action: 'remove-properties', removals: action.names }])
    default:
      return change(run, name, metadata => columnUpdates(metadata, action, run))
  }
}

async function change(
  run: StatementRun,
  name: RelationName,
  updates: (metadata: TableMetadata) => TableUpdate[],
): Promise<void> {
  await run.iceberg.change(glueName(name), updates)
}

function columnUpdates(metadata: TableMetadata, action: AlterAction, run: StatementRun): TableUpdate[] {
  switch (action.kind) {
    case 'add-columns':
      return addColumns(
        metadata,
        action.columns.map(column => ({
          name: column.name.name,
          type: nextId => parseHiveType(typeText(column, run.text), nextId),
          ...(column.comment !== undefined && { comment: column.comment }),
        })),
      )
    case 'drop-column':
      return dropColumn(metadata, [action.column.name.toLowerCase()])
    case 'change-column':
      return changeColumn(metadata, action, run)
    default:
      throw new TrinoError(
        'NOT_SUPPORTED',
        `ALTER TABLE … ${action.kind.replace('-', ' ').toUpperCase()} is not supported for Iceberg tables`,
      )
  }
}

/** `CHANGE COLUMN a b type [COMMENT '…'] [FIRST|AFTER c]`: each part is a change on top of the last. */
function changeColumn(
  metadata: TableMetadata,
  action: Extract<AlterAction, { kind: 'change-column' }>,
  run: StatementRun,
): TableUpdate[] {
  const from = action.from.name.toLowerCase()
  const to = action.to.name.name.toLowerCase()
  const steps: ((current: TableMetadata) => TableUpdate[])[] = [
    current => changeType(current, [from], columnType(action.to, run)),
  ]
  if (from !== to) steps.push(current => renameColumn(current, [from], to))
  if (action.to.comment !== undefined) steps.push(current => setComment(current, [to], action.to.comment))
  const position = action.position
  if (position) {
    steps.push(current =>
      moveColumn(current, [to], position.kind === 'first' ? position : { kind: 'after', column: position.column.name }),
    )
  }
  const updates: TableUpdate[] = []
  let current = metadata
  for (const step of steps) {
    const next = step(current)
    current = applyUpdates(current, next, Date.now())
    updates.push(...next)
  }
  return updates
}

function columnType(column: ColumnDefinition, run: StatementRun) {
  return parseHiveType(typeText(column, run.text), () => 0)
}

/** Athena takes its own table properties only; Glue keeps others beside the table, as `classification`. */
async function setProperties(name: RelationName, properties: Record<string, string>, run: StatementRun): Promise<void> {
  const updates = icebergTableProperties(properties)
  const compression = properties.write_compression
  if (compression !== undefined) updates['write.parquet.compression-codec'] = compression.toLowerCase()
  await change(run, name, () => [{ action: 'set-properties', updates }])
}
