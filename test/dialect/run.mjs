// `npm run test:dialect [-- <cases.jsonl>]`: scores the corpus, and a file of further cases, through the Athena API.
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'

const [file] = process.argv.slice(2)
const { status } = spawnSync('npx', ['vitest', 'run', 'test/dialect'], {
  stdio: 'inherit',
  env: { ...process.env, ...(file ? { MDW_DIALECT_CASES: resolve(file) } : {}) },
})
process.exit(status ?? 1)
