import { closeSync, fsync, mkdirSync, openSync, rmdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { fsCode } from './store-error.js'

const flush = promisify(fsync)

/** Makes a rename or a new entry in a folder survive a power loss. */
export async function flushFolder(folder: string): Promise<void> {
  let fd: number
  try {
    fd = openSync(folder, 'r')
  } catch (error) {
    // Windows has no handle on folders; a folder that is gone has nothing to keep.
    if (fsCode(error) === 'EISDIR' || fsCode(error) === 'EPERM' || fsCode(error) === 'ENOENT') return
    throw error
  }
  try {
    await flush(fd)
  } finally {
    closeSync(fd)
  }
}

/** Makes a folder with its parents, and flushes what it had to create. */
export async function makeFolder(folder: string): Promise<void> {
  const first = mkdirSync(folder, { recursive: true })
  if (!first) return
  for (let made = folder; made.length >= first.length; made = dirname(made)) await flushFolder(dirname(made))
}

/** Removes a folder and its parents as long as they are empty, up to but without `top`. */
export function removeEmptyFolders(folder: string, top: string): void {
  for (let empty = folder; empty.length > top.length && empty.startsWith(top); empty = dirname(empty)) {
    try {
      rmdirSync(empty)
    } catch {
      return
    }
  }
}
