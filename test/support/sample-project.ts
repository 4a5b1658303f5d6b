import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../../src/lib/project/paths.js'

export interface SampleProject {
  root: string
  dbtFolder: string
  remove(): void
}

/** A copy of the sample's dbt project in a temporary folder, with the stand-ins for its packages in place. */
export function sampleProject(): SampleProject {
  const root = mkdtempSync(join(tmpdir(), 'mdw-sample-project-'))
  const dbtFolder = join(root, 'dbt')
  const made = ['target', 'logs', 'dbt_packages'].map(name => join(packageRoot, 'dbt', name))
  cpSync(join(packageRoot, 'dbt'), dbtFolder, { recursive: true, filter: path => !made.includes(path) })
  mkdirSync(join(dbtFolder, 'dbt_packages'))
  for (const name of ['dbt_utils', 'dbt_expectations']) {
    cpSync(join(packageRoot, 'packages', name), join(dbtFolder, 'dbt_packages', name), { recursive: true })
  }
  return { root, dbtFolder, remove: () => rmSync(root, { recursive: true, force: true }) }
}
