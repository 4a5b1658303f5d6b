// Before `npm test`, also on a fresh clone: node_modules, dist, and the Python environment that the tests run dbt in.
import { prepare } from './setup.mjs'

await prepare()
const { preparePythonForTests } = await import('../dist/lib/toolchain/python/for-tests.js')
await preparePythonForTests()
