import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../project/paths.js'

/** What completion reads of oclif.manifest.json and package.json. No command is loaded for it. */
export interface Manifest {
  topics: Record<string, { description?: string }>
  commands: Record<string, ManifestCommand>
}

export interface ManifestCommand {
  summary?: string
  hidden?: boolean
  /** False: more arguments than are declared. */
  strict?: boolean
  args: Record<string, { options?: string[] }>
  flags: Record<string, ManifestFlag>
}

export interface ManifestFlag {
  name: string
  char?: string
  summary?: string
  type: 'boolean' | 'option'
  options?: string[]
  multiple?: boolean
  allowNo?: boolean
  hidden?: boolean
}

export function readManifest(): Manifest {
  const read = (file: string) => JSON.parse(readFileSync(join(packageRoot, file), 'utf8'))
  return { topics: read('package.json').oclif.topics, commands: read('oclif.manifest.json').commands }
}
