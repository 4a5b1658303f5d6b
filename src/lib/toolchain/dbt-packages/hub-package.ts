import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { type HubRequirement, readDeclared } from './declared.js'

/** One version of a package, as a hub offers it. */
export interface HubPackage {
  /** `dbt-labs/dbt_utils`. */
  package: string
  /** The dbt project's name, which is the folder's too: `dbt_utils`. */
  name: string
  version: string
  /** Packages that it needs itself. */
  requires: HubRequirement[]
  requireDbtVersion: string[]
  tarball(): Buffer
}

/** What a package folder says about itself. */
export function describeFolder(folder: string): Pick<HubPackage, 'requires' | 'requireDbtVersion'> {
  const project = parse(readFileSync(join(folder, 'dbt_project.yml'), 'utf8')) as Record<string, unknown>
  const range = project['require-dbt-version']
  return {
    requires: readDeclared(folder).hub,
    requireDbtVersion: range === undefined ? [] : [range].flat().map(String),
  }
}
