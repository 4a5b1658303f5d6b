import type { Column, Schema } from './table-metadata.js'

export type SchemaChange =
  | { change: 'added'; column: string; type: string }
  | { change: 'dropped'; column: string; type: string }
  | { change: 'renamed'; column: string; from: string; type: string }
  | { change: 'retyped'; column: string; from: string; type: string }
  | { change: 'moved'; column: string; type: string }

/** What happened to the columns from one schema to another, told apart by field id (spec, "Schema Evolution"). */
export function schemaChanges(from: Schema, to: Schema): SchemaChange[] {
  if (from.id === to.id) return []
  const before = new Map(from.columns.map(column => [column.id, column]))
  const kept = new Set(to.columns.map(({ id }) => id))
  const changes: SchemaChange[] = to.columns.flatMap((column): SchemaChange[] => {
    const old = before.get(column.id)
    return old === undefined
      ? [{ change: 'added', column: column.name, type: column.type }]
      : columnChanges(old, column)
  })
  for (const { id, name, type } of from.columns) {
    if (!kept.has(id)) changes.push({ change: 'dropped', column: name, type })
  }
  return changes.length > 0 ? changes : moves(from, to)
}

function columnChanges(old: Column, now: Column): SchemaChange[] {
  const changes: SchemaChange[] = []
  if (old.name !== now.name) changes.push({ change: 'renamed', column: now.name, from: old.name, type: now.type })
  if (old.type !== now.type) changes.push({ change: 'retyped', column: now.name, from: old.type, type: now.type })
  return changes
}

function moves(from: Schema, to: Schema): SchemaChange[] {
  return to.columns.flatMap((column, index) =>
    from.columns[index]?.id === column.id ? [] : [{ change: 'moved' as const, column: column.name, type: column.type }],
  )
}

/** `+ region string`, `- old_name string`, `region → area`, `price int → bigint`. */
export function describeSchemaChange(change: SchemaChange): string {
  switch (change.change) {
    case 'added':
      return `+ ${change.column} ${change.type}`
    case 'dropped':
      return `- ${change.column} ${change.type}`
    case 'renamed':
      return `${change.from} → ${change.column}`
    case 'retyped':
      return `${change.column} ${change.from} → ${change.type}`
    case 'moved':
      return `${change.column} moved`
  }
}
