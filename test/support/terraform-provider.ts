import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { packageRoot } from '../../src/lib/project/paths.js'

export interface InitializedModule {
  /** A copy of terraform/. */
  folder: string
  /** Variables of Terraform's process: the user's own, whose CLI configuration may name a mirror, and a shared cache. */
  env: Record<string, string>
}

/** A copy of the module that `terraform init` gave its provider; undefined where neither registry nor mirror has it. */
export async function initializedModule(parent: string): Promise<InitializedModule | undefined> {
  const folder = join(parent, 'terraform')
  cpSync(join(packageRoot, 'terraform'), folder, { recursive: true })
  const cache = join(parent, 'plugins')
  mkdirSync(cache)
  // Without a lock file the cache counts only when told so; the provider is 700 MB.
  const env = { TF_PLUGIN_CACHE_DIR: cache, TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: '1' }
  const init = await execa('terraform', ['init', '-backend=false', '-input=false', '-no-color'], {
    ...{ cwd: folder, env, reject: false, all: true },
  })
  if (/registry|available provider packages|Failed to install provider/.test(init.all) && init.exitCode !== 0) {
    return undefined
  }
  if (init.exitCode !== 0) throw new Error(init.all)
  return { folder, env }
}
