import { readdirSync } from 'node:fs'
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
): Record<string, unknown> {
  // Read for its checks: a mistake is reported with its line, and not by Terraform's yamldecode.
  readRawSources(project.dbtFolder)
  const sources = join(project.dbtFolder, 'models', 'raw')
  return {
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
    ...(environment.endpoint === undefined ? {} : { s3_use_path_style: true }),
    ...terraform?.variables,
  }
}
