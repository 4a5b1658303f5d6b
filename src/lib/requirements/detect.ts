import { MdwError } from '../errors.js'
import { runProcess } from '../toolchain/process.js'
import { findPython } from '../toolchain/python/find-python.js'
import { installedPackages } from '../toolchain/python/installed.js'
import type { Detect, Found } from './check.js'

/** Looks on this machine; dbt is looked for in the project's Python environment only. */
export function detectIn(venv: string): Detect {
  return async tool => {
    switch (tool) {
      case 'node':
        return { version: process.versions.node, path: process.execPath }
      case 'python':
        return findPython()
      case 'dbt-core':
      case 'dbt-athena': {
        const version = installedPackages(venv).get(tool)
        return version === undefined ? undefined : { version, path: venv }
      }
      case 'terraform':
        return ask('terraform', ['version', '-json'], text => JSON.parse(text).terraform_version)
      case 'aws-cli':
        return ask('aws', ['--version'], text => /aws-cli\/([\d.]+)/.exec(text)?.[1])
    }
  }
}

async function ask(
  command: string,
  args: string[],
  versionIn: (text: string) => string | undefined,
): Promise<Found | undefined> {
  try {
    const result = await runProcess({ command, args, env: { ...process.env, CHECKPOINT_DISABLE: '1' } })
    // AWS CLI 1 printed its version on stderr.
    const version = result.exitCode === 0 ? versionIn(result.stdout || result.stderr) : undefined
    return version === undefined ? undefined : { version }
  } catch (error) {
    if (error instanceof MdwError && error.code === 'TOOL_NOT_FOUND') return undefined
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
