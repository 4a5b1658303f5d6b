import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { MdwError } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import type { AwsEnvironmentConfig } from '../project/config.js'
import type { Environment } from '../project/environment.js'
import { packageRoot } from '../project/paths.js'
import type { Project } from '../project/project.js'
import type { TerraformFolder } from '../toolchain/terraform/run.js'
import { clientVariables } from '../warehouse/client-variables.js'
import { moduleVariables } from './variables.js'

/** What Terraform needs to work on one environment. */
export interface Workspace {
  folder: TerraformFolder
  /** Where the S3 backend keeps the state; undefined when the root module has another backend. */
  state: { bucket: string; key: string } | undefined
  backend: Record<string, string>
  variableFiles: string[]
  planFile: string
}

/** Writes the environment's variables below `.mdw/terraform/<environment>` and says how to run Terraform on them. */
export function openWorkspace(project: Project, environment: Environment, config: AwsEnvironmentConfig): Workspace {
  const own = join(project.paths.state, 'terraform', environment.name)
  mkdirSync(own, { recursive: true, mode: 0o700 })
  const root = rootModule(project, config, own)
  const state = usesS3Backend(root) ? stateOf(project, environment, config) : undefined
  const variables = join(own, 'mdw.tfvars.json')
  const values = moduleVariables(project, environment, config, root, state)
  writeFileSync(variables, `${JSON.stringify(values, null, 2)}\n`)
  const given = join(project.paths.root, 'terraform', `${environment.name}.tfvars`)
  return {
    folder: { root, data: join(own, 'data'), env: awsVariables(environment) },
    state,
    backend: state === undefined ? {} : backendSettings(state, environment),
    // mdw.yml's come last and win: every command goes by the names there.
    variableFiles: [...(existsSync(given) ? [given] : []), variables],
    planFile: join(own, 'plan.tfplan'),
  }
}

function rootModule(project: Project, config: AwsEnvironmentConfig, own: string): string {
  const named = config.terraform?.root
  const folder = resolve(project.paths.root, named ?? 'terraform')
  const module = existsSync(folder) && readdirSync(folder).some(name => /\.tf(\.json)?$/.test(name))
  if (module && project.paths.root !== packageRoot) return folder
  if (named !== undefined && !module) {
    throw new MdwError({
      code: 'TERRAFORM_ROOT_MISSING',
      message: `${folder} ${existsSync(folder) ? 'has no Terraform configuration (*.tf)' : 'does not exist'}.`,
      actions: ['Correct terraform.root in mdw.yml, or leave it out to use the module that mdw brings.'],
      exitCode: ExitCode.usage,
    })
  }
  // A copy: init writes a lock file beside the module, and an installed package is not the place for it.
  const copy = join(own, 'module')
  const lock = join(copy, '.terraform.lock.hcl')
  const locked = existsSync(lock) ? readFileSync(lock) : undefined
  rmSync(copy, { recursive: true, force: true })
  cpSync(join(packageRoot, 'terraform'), copy, { recursive: true, filter: path => !/\.terraform($|\/)/.test(path) })
  if (locked !== undefined) writeFileSync(lock, locked)
  return copy
}

function usesS3Backend(root: string): boolean {
  return readdirSync(root)
    .filter(name => name.endsWith('.tf'))
    .some(name => /^\s*backend\s+"s3"/m.test(readFileSync(join(root, name), 'utf8')))
}

function stateOf(project: Project, environment: Environment, { terraform }: AwsEnvironmentConfig) {
  return {
    bucket: terraform?.state_bucket ?? `${environment.bucket}-tfstate`,
    key: terraform?.state_key ?? `${project.config.name}/${environment.name}/terraform.tfstate`,
  }
}

function backendSettings(state: { bucket: string; key: string }, environment: Environment): Record<string, string> {
  return {
    ...state,
    region: environment.region,
    encrypt: 'true',
    // S3's own conditional writes; no DynamoDB table (Terraform documentation, "Backend Type: s3").
    use_lockfile: 'true',
    // A custom endpoint has no virtual-host names (bucket.127.0.0.1).
    ...(environment.endpoint === undefined ? {} : { use_path_style: 'true' }),
  }
}

/** The parent's variables, as the environment has them: what mdw's own calls use, Terraform uses. */
function awsVariables(environment: Environment): NodeJS.ProcessEnv {
  const { set, unset } = clientVariables(environment)
  const inherited = Object.entries(process.env).filter(([name]) => !unset.includes(name))
  const endpoint = set.AWS_ENDPOINT_URL?.replace('//localhost', '//127.0.0.1')
  return {
    ...Object.fromEntries(inherited),
    ...set,
    ...(endpoint === undefined ? {} : { AWS_ENDPOINT_URL: endpoint }),
    // The provider reads a bucket's tags by S3 Control, at <account>.<host>, and 127.0.0.1 has no such names. As proxy the
    // endpoint gets these too. Go asks no proxy for 127.0.0.1 itself (net/http, ProxyFromEnvironment).
    ...(endpoint?.startsWith('http:') ? { HTTP_PROXY: endpoint } : {}),
  }
}
