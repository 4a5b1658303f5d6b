import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../src/lib/project/paths.js'
import { writeProject } from './cli.js'
import { writeSampleProject } from './cli-project.js'

const MAKE = join(packageRoot, 'test', 'support', 'make-infrastructure.mjs')

/** A root module of an environment's bucket, workgroup and databases that needs no provider. */
export const AWS_ROOT = `
variable "bucket" { type = string }
variable "workgroup" { type = string }
variable "database_prefix" { type = string }
locals {
  databases = { for layer in ["raw", "stg", "std", "cur"] : layer => "\${var.database_prefix}\${layer}" }
}
resource "terraform_data" "bucket" {
  input = var.bucket
  provisioner "local-exec" { command = "node ${MAKE} bucket \${self.input}" }
}
resource "terraform_data" "workgroup" {
  input = var.workgroup
  provisioner "local-exec" { command = "node ${MAKE} workgroup \${self.input}" }
}
resource "terraform_data" "databases" {
  input      = values(local.databases)
  depends_on = [terraform_data.bucket]
  provisioner "local-exec" { command = "node ${MAKE} database \${join(" ", self.input)}" }
}
output "bucket" { value = terraform_data.bucket.output }
output "workgroup" { value = terraform_data.workgroup.output }
output "databases" { value = local.databases }
`

export interface AwsProject {
  endpoint: string
  region?: string
  bucket?: string
  account?: string
  protect?: boolean
  /** The root module; an environment without `terraform:` where it is null. */
  root?: string | null
}

/** The sample's project with an environment `dev` of kind aws, whose endpoint is given. */
export async function writeAwsProject(folder: string, settings: AwsProject): Promise<void> {
  const { endpoint, bucket = 'shop-dev', root = AWS_ROOT } = settings
  const { region = 'us-east-1', account = '000000000000', protect = false } = settings
  const { port } = await writeSampleProject(folder)
  writeProject(
    folder,
    `name: grocery
environments:
  local: { port: ${port} }
  dev:
    kind: aws
    region: ${region}
    endpoint: ${endpoint}
    bucket: ${bucket}
    prefix: ${bucket.replaceAll('-', '_')}_
    workgroup: ${bucket}
    account_id: "${account}"
    protected: ${protect}
${root === null ? '' : '    terraform: { root: infra }\n'}`,
  )
  if (root === null) return
  mkdirSync(join(folder, 'infra'))
  writeFileSync(join(folder, 'infra', 'main.tf'), root)
}
