import type { TableName } from '../iceberg-catalog.js'
import { badRequest, IcebergError } from '../iceberg-error.js'

/** Levels of a namespace in a path are parted by the unit separator (REST specification, `namespace` parameter). */
const separator = '\u001f'

/** Glue has one level, in lower case. */
export function namespaceFromPath(text: string): string {
  return oneLevel(text.split(separator))
}

export function namespaceFromBody(value: unknown): string {
  if (!Array.isArray(value) || value.some(part => typeof part !== 'string')) throw badRequest('Not a namespace')
  return oneLevel(value as string[])
}

function oneLevel(parts: string[]): string {
  if (parts.length !== 1 || parts[0] === '')
    throw new IcebergError(
      'NoSuchNamespaceException',
      404,
      `Namespace does not exist: ${parts.join('.')} (one level only)`,
    )
  return parts[0]!.toLowerCase()
}

export function tableFromPath(path: Record<string, string>): TableName {
  return { database: namespaceFromPath(path.namespace!), name: path.table!.toLowerCase() }
}

export function tableFromBody(value: unknown): TableName {
  const { namespace, name } = (value ?? {}) as { namespace?: unknown; name?: unknown }
  if (typeof name !== 'string' || name === '') throw badRequest('Not a table identifier')
  return { database: namespaceFromBody(namespace), name: name.toLowerCase() }
}
