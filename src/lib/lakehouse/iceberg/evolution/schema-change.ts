/**
 * Schema evolution: each function answers the updates for `IcebergCatalog.change`. Ids are never used again (spec, "Schema
 * Evolution"), so old snapshots keep their meaning. Errors are Trino's.
 */
import { TrinoError } from '../../sql/trino-error.js'
import {
  currentSchema,
  defaultSpec,
  type IcebergType,
  type NestedField,
  type TableMetadata,
  type TableUpdate,
} from '../metadata/model.js'
import { fieldByName } from '../metadata/schema.js'
import type { NextId } from '../types/trino.js'
import { type EditSiblings, editAt } from './field-path.js'

export interface NewColumn {
  name: string
  /** Builds the type with ids of this table. */
  type: (nextId: NextId) => IcebergType
  comment?: string
}

export type ColumnPosition = { kind: 'first' } | { kind: 'after'; column: string }

/** New columns at the end, null in the rows that are there; with `parent`, fields of a nested struct. */
export function addColumns(metadata: TableMetadata, columns: NewColumn[], parent: string[] = []): TableUpdate[] {
  let lastId = metadata['last-column-id']
  const nextId = () => ++lastId
  const add = (fields: NestedField[]) => {
    const all = [...fields]
    for (const column of columns) {
      const name = column.name.toLowerCase()
      if (fieldByName({ fields: all }, name))
        throw new TrinoError('COLUMN_ALREADY_EXISTS', `Column '${name}' already exists`)
      all.push({
        id: nextId(),
        name,
        required: false,
        type: column.type(nextId),
        ...(column.comment && { doc: column.comment }),
      })
    }
    return all
  }
  const { fields } = currentSchema(metadata)
  if (parent.length === 0) return newSchema(metadata, add(fields), lastId)
  const changed = edited(metadata, parent, (siblings, index) =>
    siblings.map((field, i) => {
      if (i !== index) return field
      if (typeof field.type === 'string' || field.type.type !== 'struct')
        throw new TrinoError('NOT_SUPPORTED', `Column '${parent.join('.')}' is not a row type`)
      return { ...field, type: { type: 'struct', fields: add(field.type.fields) } }
    }),
  )
  return newSchema(metadata, changed, lastId)
}

export function dropColumn(metadata: TableMetadata, path: string[]): TableUpdate[] {
  return newSchema(
    metadata,
    edited(metadata, path, (siblings, index) => {
      const field = siblings[index]!
      if (defaultSpec(metadata).fields.some(part => part['source-id'] === field.id))
        throw new TrinoError('NOT_SUPPORTED', `Cannot drop partition field: ${path.join('.')}`)
      if (siblings.length === 1) throw new TrinoError('NOT_SUPPORTED', 'Cannot drop the only column in a table')
      return siblings.toSpliced(index, 1)
    }),
  )
}

export function renameColumn(metadata: TableMetadata, path: string[], to: string): TableUpdate[] {
  const name = to.toLowerCase()
  const updates = newSchema(
    metadata,
    edited(metadata, path, (siblings, index) => {
      const taken = fieldByName({ fields: siblings }, name)
      if (taken && taken.id !== siblings[index]!.id)
        throw new TrinoError('COLUMN_ALREADY_EXISTS', `Column '${name}' already exists`)
      return siblings.with(index, { ...siblings[index]!, name })
    }),
  )
  return updates
}

/** Only promotions that every reader can do on old files: int to long, float to double, a decimal of more digits. */
export function changeType(metadata: TableMetadata, path: string[], type: IcebergType): TableUpdate[] {
  return newSchema(
    metadata,
    edited(metadata, path, (siblings, index) => {
      const field = siblings[index]!
      if (!sameOrPromoted(field.type, type))
        throw new TrinoError(
          'ICEBERG_COMMIT_ERROR',
          `Failed to set column type: Cannot change column type: ${path.join('.')}: ${word(field.type)} -> ${word(type)}`,
        )
      return typeof type === 'string' ? siblings.with(index, { ...field, type }) : siblings
    }),
  )
}

export function setComment(metadata: TableMetadata, path: string[], comment: string | undefined): TableUpdate[] {
  return newSchema(
    metadata,
    edited(metadata, path, (siblings, index) => {
      const { doc: _, ...field } = siblings[index]!
      return siblings.with(index, comment ? { ...field, doc: comment } : field)
    }),
  )
}

export function moveColumn(metadata: TableMetadata, path: string[], position: ColumnPosition): TableUpdate[] {
  return newSchema(
    metadata,
    edited(metadata, path, (siblings, index) => {
      const field = siblings[index]!
      const others = siblings.toSpliced(index, 1)
      if (position.kind === 'first') return [field, ...others]
      const after = others.findIndex(other => other.name.toLowerCase() === position.column.toLowerCase())
      if (after < 0) throw notFound(position.column)
      return others.toSpliced(after + 1, 0, field)
    }),
  )
}

function edited(metadata: TableMetadata, path: string[], edit: EditSiblings): NestedField[] {
  const fields = editAt(currentSchema(metadata).fields, path, edit)
  if (!fields) throw notFound(path.join('.'))
  return fields
}

function notFound(column: string): TrinoError {
  return new TrinoError('COLUMN_NOT_FOUND', `Column '${column.toLowerCase()}' does not exist`)
}

function newSchema(metadata: TableMetadata, fields: NestedField[], lastId = metadata['last-column-id']): TableUpdate[] {
  const schema = { ...currentSchema(metadata), fields }
  const gone = (schema['identifier-field-ids'] ?? []).filter(id => !fields.some(field => field.id === id))
  if (gone.length > 0)
    throw new TrinoError('NOT_SUPPORTED', 'Cannot drop a column that identifies the rows of the table')
  return [
    { action: 'add-schema', schema, 'last-column-id': lastId },
    { action: 'set-current-schema', 'schema-id': -1 },
  ]
}

function sameOrPromoted(from: IcebergType, to: IcebergType): boolean {
  if (typeof from !== 'string' || typeof to !== 'string') return word(from) === word(to)
  if (word(from) === word(to)) return true
  if ((from === 'int' && to === 'long') || (from === 'float' && to === 'double')) return true
  const [before, after] = [decimal(from), decimal(to)]
  return (
    before !== undefined && after !== undefined && before.scale === after.scale && before.precision <= after.precision
  )
}

function decimal(type: string): { precision: number; scale: number } | undefined {
  const found = /^decimal\((\d+),\s*(\d+)\)$/.exec(type)
  return found ? { precision: Number(found[1]), scale: Number(found[2]) } : undefined
}

/** A type as Iceberg's messages print it. */
function word(type: IcebergType): string {
  if (typeof type === 'string') return type.replace(/,\s*/, ', ')
  if (type.type === 'list') return `list<${word(type.element)}>`
  if (type.type === 'map') return `map<${word(type.key)}, ${word(type.value)}>`
  return `struct<${type.fields.map(field => `${field.name}: ${word(field.type)}`).join(', ')}>`
}
