import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { initTerraform } from '../../src/lib/toolchain/terraform/init.js'
import type { PlanRequest } from '../../src/lib/toolchain/terraform/plan.js'
import type { TerraformFolder } from '../../src/lib/toolchain/terraform/run.js'
import { temporaryFolder } from './temporary-folder.js'

/** The variables of a Terraform that knows no machine-wide settings, hence no mirrors of providers. */
export function terraformEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOME: process.env.HOME, TF_CLI_CONFIG_FILE: '' }
}

/** A root module of real Terraform that needs no provider but the built-in one, initialized. */
export async function terraformFolder(main: string): Promise<TerraformFolder> {
  const folder = temporaryFolder()
  const root = join(folder, 'root')
  mkdirSync(root)
  writeFileSync(join(root, 'main.tf'), main)
  const terraform = { root, data: join(folder, 'data'), env: terraformEnvironment() }
  await initTerraform(terraform, {})
  return terraform
}

export function planRequest(folder: TerraformFolder, settings: Partial<PlanRequest> = {}): PlanRequest {
  return { folder, file: join(folder.root, '..', 'plan.tfplan'), variableFiles: [], ...settings }
}
