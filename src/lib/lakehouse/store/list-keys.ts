import type { KeyPaths } from './key-path.js'
import type { ListOptions } from './object-store.js'
import { walkKeys } from './walk.js'

/** An object's key with its file, or a common prefix without one. */
export interface ListedName {
  name: string
  file?: string
}

/** One page of a listing, in key order; `next` is the name to go on after. */
export async function listKeys(
  bucketFolder: string,
  paths: KeyPaths,
  { prefix = '', delimiter, startAfter = '', limit = Number.POSITIVE_INFINITY }: ListOptions,
): Promise<{ items: ListedName[]; next?: string }> {
  const items: ListedName[] = []
  const folders = delimiter === '/'
  for await (const found of walkKeys(bucketFolder, paths, { prefix, startAfter, folders })) {
    const item = 'folder' in found ? { name: found.folder } : group(found, prefix, folders ? undefined : delimiter)
    const last = items.at(-1)
    if (item.file === undefined && (item.name === last?.name || item.name === startAfter)) continue
    if (items.length >= limit) return { items, next: last?.name }
    items.push(item)
  }
  return { items }
}

/** Rolls a key up to its part before the delimiter, for delimiters that are not folders. */
function group(found: { key: string; file: string }, prefix: string, delimiter: string | undefined): ListedName {
  const at = delimiter ? found.key.indexOf(delimiter, prefix.length) : -1
  return at < 0 ? { name: found.key, file: found.file } : { name: found.key.slice(0, at + delimiter!.length) }
}
