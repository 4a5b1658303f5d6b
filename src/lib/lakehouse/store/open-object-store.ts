import { existsSync, mkdirSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DiskObjectStore } from './disk-object-store.js'
import { KeyPaths } from './key-path.js'

/** Opens the store in an absolute folder, made if missing. Bodies that a killed process left half-written go away. */
export async function openObjectStore(root: string): Promise<DiskObjectStore> {
  mkdirSync(root, { recursive: true })
  const staging = join(root, '.tmp')
  rmSync(staging, { recursive: true, force: true })
  mkdirSync(staging)
  return new DiskObjectStore(root, new KeyPaths(foldsCase(staging)))
}

/** Whether the file system takes names that differ in case for one, as macOS and Windows do by default. */
function foldsCase(folder: string): boolean {
  const probe = join(folder, 'case-probe')
  writeFileSync(probe, '')
  try {
    return existsSync(join(folder, 'CASE-PROBE'))
  } finally {
    unlinkSync(probe)
  }
}
