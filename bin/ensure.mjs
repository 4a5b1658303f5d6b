// Before `npm test`, also on a fresh clone: node_modules, dist, and the Python environment that the tests run dbt in.
import { join } from 'node:path'
import { prepare, root } from './setup.mjs'

await prepare()
const { ensurePythonEnvironment } = await import('../dist/lib/toolchain/python/environment.js')
const say = text => process.stderr.write(`mdw: Python environment: ${text}\n`)
const progress = { update: say, info: say, warn: say, result: say, skip: () => {} }
try {
  await ensurePythonEnvironment(join(root, '.mdw', 'venv'), progress)
} catch (error) {
  say([error.message, error.why, ...(error.actions ?? [])].filter(Boolean).join('\n  '))
  process.exit(error.exitCode ?? 1)
}
