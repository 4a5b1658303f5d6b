import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../project/paths.js'
import { dailyModel, rowCounts } from './daily-model.js'
import { dbtProjectFiles, uniqueTogetherTest } from './dbt-project.js'
import { modelsYaml, rawSourceYaml } from './dbt-yaml.js'
import { type Model, stdModel, stgModel } from './models.js'
import { snakeCase } from './names.js'
import { projectReadme } from './project-readme.js'
import type { RelatedTable } from './relations.js'
import { workflow } from './workflow.js'

export interface ProjectPlan {
  /** As mdw.yml has it. */
  name: string
  port: number
  tables: RelatedTable[]
  /** The raw files are small enough for version control, so that CI has them too. */
  dataInGit: boolean
}

/** Every file of the new project but its raw files, by path. */
export function projectFiles(plan: ProjectPlan): Record<string, string> {
  const dbtName = plan.name.replaceAll('-', '_')
  const { tables } = plan
  const stg = tables.map(stgModel)
  const std = tables.map(table => stdModel(table, tables))
  // each layer has a model: dbt warns of settings for what a project does not have
  const cur = [dailyModel(tables) ?? rowCounts(tables)]
  const needsTest = std.some(({ uniqueTogether }) => uniqueTogether !== undefined)
  const dbt = {
    ...dbtProjectFiles(dbtName),
    ...(needsTest ? uniqueTogetherTest() : {}),
    [`models/raw/${snakeCase(plan.name)}.yml`]: rawSourceYaml(tables),
  }
  for (const models of [stg, std, cur]) Object.assign(dbt, modelFiles(models))
  return {
    'mdw.yml': mdwYaml(plan),
    'mdw.schema.json': readFileSync(join(packageRoot, 'schema', 'mdw.schema.json'), 'utf8'),
    ...Object.fromEntries(Object.entries(dbt).map(([path, text]) => [`dbt/${path}`, text])),
    'terraform/dev.tfvars': terraformVariables(),
    '.github/workflows/mdw.yml': workflow(plan),
    '.gitignore': gitignore(plan),
    'README.md': projectReadme(plan, [...stg, ...std, ...cur]),
  }
}

function modelFiles(models: Model[]): Record<string, string> {
  if (models.length === 0) return {}
  const { layer } = models[0]!
  const files = models.map(({ name, sql }) => [`models/${layer}/${name}.sql`, sql])
  return { ...Object.fromEntries(files), [`models/${layer}/${layer}.yml`]: modelsYaml(models) }
}

function mdwYaml({ name, port }: ProjectPlan): string {
  return `# yaml-language-server: $schema=mdw.schema.json
# The project: where its dbt models and raw files are, and the environments it runs on.
name: ${name}
dbt: dbt
data: data/raw
threads: 4

environments:
  # The embedded lakehouse on this machine.
  local:
    port: ${port}
    bucket: mdw-local
    workgroup: mdw
  # An environment on AWS: mdw up --env dev. terraform/dev.tfvars has more settings of what Terraform makes.
  # dev:
  #   kind: aws
  #   region: eu-west-1
  #   account_id: "123456789012"
  #   bucket: ${name.replaceAll('_', '-')}-dwh-dev
  #   prefix: dev_
  #   workgroup: ${name}-dev
  #   terraform: {}
`
}

function terraformVariables(): string {
  return `# The environment dev on AWS. Names, region and account are mdw.yml's; these are the module's other settings, with their
# defaults. mdw's terraform/variables.tf describes all of them.
# results_expire_days      = 30           # Athena's results
# old_versions_expire_days = 30           # replaced and deleted raw files
# bytes_scanned_cutoff     = 107374182400 # of one query: 100 GiB
# tags                     = {}
`
}

function gitignore({ dataInGit }: ProjectPlan): string {
  const data = dataInGit
    ? ''
    : '# Too large for version control: `mdw upload` sends them. CI needs them from somewhere else.\ndata/raw/\n'
  return `.mdw/
node_modules/
dbt/target/
dbt/logs/
dbt/dbt_packages/
data/rejected/
${data}`
}
