/** The keys of a bucket in UTF-8 byte order, read from its folders as the walk reaches them. */
import { type Dirent, promises as fs } from 'node:fs'
import { join } from 'node:path'
import { compareKeys, type KeyPaths } from './key-path.js'
import { fsCode } from './store-error.js'

export interface WalkOptions {
  prefix: string
  /** Keys, and folders whose keys all come before it, up to and including this one are passed over. */
  startAfter: string
  /** Stop at folders below the prefix and report them as `a/` instead of their keys. */
  folders: boolean
}

export type WalkItem = { key: string; file: string } | { folder: string }

export async function* walkKeys(bucketFolder: string, paths: KeyPaths, options: WalkOptions): AsyncGenerator<WalkItem> {
  const base = options.prefix.slice(0, options.prefix.lastIndexOf('/') + 1)
  yield* walkFolder(join(bucketFolder, paths.folder(base)), base, paths, options)
}

/** Whether any key after `startAfter` lies in a folder; folders can be empty for a moment, or after a crash. */
async function holdsKey(folder: string, base: string, paths: KeyPaths, startAfter: string): Promise<boolean> {
  for await (const _ of walkFolder(folder, base, paths, { prefix: base, startAfter, folders: false })) return true
  return false
}

async function* walkFolder(
  folder: string,
  base: string,
  paths: KeyPaths,
  options: WalkOptions,
): AsyncGenerator<WalkItem> {
  for (const child of await readChildren(folder, paths)) {
    const key = base + child.name
    if (child.isFolder) {
      if (!key.startsWith(options.prefix) && !options.prefix.startsWith(key)) continue
      if (compareKeys(options.startAfter, key) >= 0 && !options.startAfter.startsWith(key)) continue
      if (options.folders && key.startsWith(options.prefix)) {
        // A listing that goes on after this folder names the folder itself.
        if (options.startAfter === key) continue
        if (await holdsKey(child.path, key, paths, options.startAfter)) yield { folder: key }
      } else {
        yield* walkFolder(child.path, key, paths, options)
      }
    } else if (key.startsWith(options.prefix) && compareKeys(key, options.startAfter) > 0) {
      yield { key, file: child.path }
    }
  }
}

interface Child {
  /** The segment; of folders with its slash, which is what orders them among the keys. */
  name: string
  path: string
  isFolder: boolean
}

async function readChildren(folder: string, paths: KeyPaths): Promise<Child[]> {
  const children: Child[] = []
  await collectChildren(folder, '', paths, children)
  return children.sort((a, b) => compareKeys(a.name, b.name))
}

async function collectChildren(folder: string, pieces: string, paths: KeyPaths, into: Child[]): Promise<void> {
  let entries: Dirent[]
  try {
    entries = await fs.readdir(folder, { withFileTypes: true })
  } catch (error) {
    // Gone meanwhile, or not a folder: no keys there.
    if (fsCode(error) === 'ENOENT' || fsCode(error) === 'ENOTDIR' || fsCode(error) === 'ENAMETOOLONG') return
    throw error
  }
  for (const entry of entries) {
    const name = paths.read(entry.name)
    if (!name) continue
    const path = join(folder, entry.name)
    if (name.kind === 'chain') {
      if (entry.isDirectory()) await collectChildren(path, pieces + name.text, paths, into)
      continue
    }
    // Symbolic links are not objects: nothing outside the bucket's folder is reachable by listing it.
    if (!entry.isDirectory() && !entry.isFile()) continue
    // Inside a chain every name of ours is marked.
    if (pieces !== '' && !entry.name.startsWith('.~')) continue
    const encoded = pieces === '' && name.kind === 'segment' ? name.text : `.~${pieces}${bare(name)}`
    const segment = paths.segment(encoded)
    if (segment === undefined) continue
    into.push({ name: entry.isDirectory() ? `${segment}/` : segment, path, isFolder: entry.isDirectory() })
  }
}

function bare(name: { kind: string; text: string }): string {
  return name.kind === 'segment' && name.text.startsWith('.~') ? name.text.slice(2) : name.text
}
