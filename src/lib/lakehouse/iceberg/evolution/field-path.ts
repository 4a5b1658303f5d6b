import type { IcebergType, NestedField } from '../metadata/model.js'

/** Changes the fields beside the one a path names, the field's place in them given. */
export type EditSiblings = (siblings: NestedField[], index: number) => NestedField[]

/**
 * The fields with one edit at `path` (`a`, `a.b`, `list.element.c`, `map.value.d`), names without regard to case. Undefined if there
 * is no such field.
 */
export function editAt(fields: NestedField[], path: string[], edit: EditSiblings): NestedField[] | undefined {
  const [name, ...rest] = path
  const index = fields.findIndex(field => field.name.toLowerCase() === name?.toLowerCase())
  if (index < 0) return undefined
  if (rest.length === 0) return edit(fields, index)
  const type = editInside(fields[index]!.type, rest, edit)
  return type === undefined ? undefined : fields.map((field, i) => (i === index ? { ...field, type } : field))
}

function editInside(type: IcebergType, path: string[], edit: EditSiblings): IcebergType | undefined {
  if (typeof type === 'string') return undefined
  if (type.type === 'struct') {
    const fields = editAt(type.fields, path, edit)
    return fields ? { ...type, fields } : undefined
  }
  const part = path[0] as 'element' | 'key' | 'value'
  const inner = (type as unknown as Record<string, IcebergType | undefined>)[part]
  if (inner === undefined || (type.type === 'list') !== (part === 'element')) return undefined
  const changed = editInside(inner, path.slice(1), edit)
  return changed === undefined ? undefined : { ...type, [part]: changed }
}
