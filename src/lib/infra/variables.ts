import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AwsEnvironmentConfig } from '../project/config.js'
import type { Environment } from '../project/environment.js'
import type { Project } from '../project/project.js'
import { readRawSources } from '../project/raw-sources.js'

/** The variables of the root module: the environment's names, and what mdw.yml adds or overrides. */
export function moduleVariables(
  project: Project,
  environment: Environment,
  { terraform }: AwsEnvironmentConfig,
  root: string,
  state: { bucket: string; key: string } | undefined,
): Record<string, unknown> {
  // Read for its checks: a mistake is reported with its line, and not by Terraform's yamldecode.
  readRawSources(project.dbtFolder)
  const sources = join(project.dbtFolder, 'models', 'raw')
  const known = {
    project: project.config.name,
    environment: environment.name,
    region: environment.region,
    ...(environment.accountId === undefined ? {} : { account_id: environment.accountId }),
    bucket: environment.bucket,
    database_prefix: environment.prefix,
    workgroup: environment.workgroup,
    source_files: readdirSync(sources)
      .filter(name => /\.ya?ml$/.test(name))
      .sort()
      .map(name => join(sources, name)),
    ...(state === undefined ? {} : { ci_states: [`${state.bucket}/${state.key}`] }),
    ...(environment.endpoint === undefined ? {} : { s3_use_path_style: true }),
    ...(environment.endpoint?.startsWith('http:') ? { require_tls: false } : {}),
  }
  // A root module of the project's own need not have all of these; what mdw.yml names itself must be there.
  const declared = declaredVariables(root)
  const wanted = Object.entries(known).filter(([name]) => declared.has(name))
  return { ...Object.fromEntries(wanted), ...terraform?.variables }
}

function declaredVariables(root: string): Set<string> {
  const files = readdirSync(root).filter(name => name.endsWith('.tf'))
  const text = files.map(name => readFileSync(join(root, name), 'utf8')).join('\n')
  return new Set([...text.matchAll(/^\s*variable\s+"(\w+)"/gm)].map(([, name]) => name!))
}
