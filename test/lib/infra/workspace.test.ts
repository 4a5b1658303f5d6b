import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { openWorkspace, type Workspace } from '../../../src/lib/infra/workspace.js'
import type { AwsEnvironmentConfig } from '../../../src/lib/project/config.js'
import { openProject, selectEnvironment } from '../../../src/lib/project/project.js'
import { awsEnvironment } from '../../../src/lib/warehouse/connection.js'
import { writeAwsProject } from '../../support/aws-project.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

/** The workspace of a project whose endpoint and `terraform/` are given. */
async function workspace(endpoint: string, files: Record<string, string> = {}, root?: string) {
  const folder = temporaryFolder()
  vi.stubEnv('AWS_ENDPOINT_URL', undefined)
  onTestFinished(() => void vi.unstubAllEnvs())
  await writeAwsProject(folder, { endpoint, root: null })
  mkdirSync(join(folder, 'terraform'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'terraform', name), text)
  const project = openProject(folder)
  const { config } = selectEnvironment(project.config, 'dev')
  const found = config as AwsEnvironmentConfig
  const aws = root === undefined ? found : { ...found, terraform: { root, variables: {} } }
  return { folder, opened: openWorkspace(project, awsEnvironment('dev', aws), aws) }
}

const variables = ({ variableFiles }: Workspace) => JSON.parse(readFileSync(variableFiles.at(-1)!, 'utf8')) as object

it('turns the TLS-only policy off for plain HTTP alone, where S3 Control has no name either', async () => {
  const plain = (await workspace('http://127.0.0.1:7599')).opened
  expect(variables(plain)).toMatchObject({ require_tls: false, s3_use_path_style: true })
  expect(plain.folder.env).toMatchObject({ HTTP_PROXY: 'http://127.0.0.1:7599' })
  const secure = (await workspace('https://aws.example.org')).opened
  expect(variables(secure)).not.toHaveProperty('require_tls')
  expect(secure.folder.env.HTTP_PROXY).toBe(process.env.HTTP_PROXY)
})

it('reads terraform/<environment>.tfvars, and takes mdw’s module where terraform/ has none', async () => {
  const { folder, opened } = await workspace('https://aws.example.org', { 'dev.tfvars': 'results_expire_days = 14\n' })
  expect(opened.variableFiles[0]).toBe(join(folder, 'terraform', 'dev.tfvars'))
  expect(opened.variableFiles).toHaveLength(2)
  expect(existsSync(join(opened.folder.root, 'modules', 'warehouse', 's3.tf'))).toBe(true)
  expect(variables(opened)).toMatchObject({ ci_states: ['shop-dev-tfstate/grocery/dev/terraform.tfstate'] })
})

it('takes the project’s own module', async () => {
  const { folder, opened } = await workspace('https://aws.example.org', { 'main.tf': 'variable "bucket" {}\n' })
  expect(opened.folder.root).toBe(join(folder, 'terraform'))
  expect(variables(opened)).toEqual({ bucket: 'shop-dev' })
})

it('refuses a named root without a configuration', async () => {
  const files = { 'dev.tfvars': 'results_expire_days = 14\n' }
  await expect(workspace('https://aws.example.org', files, 'terraform')).rejects.toMatchObject({
    code: 'TERRAFORM_ROOT_MISSING',
    message: expect.stringContaining('has no Terraform configuration'),
  })
})
