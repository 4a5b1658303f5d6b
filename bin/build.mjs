// Compiles src into dist and writes the command manifest. dist is swapped in whole: a running mdw never sees half of it.
import { spawnSync } from 'node:child_process'
import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { writeManifest } from './manifest.mjs'
import { root, sourceFingerprint, writeBuildStamp } from './setup.mjs'

const dist = join(root, 'dist')
const next = join(root, 'dist.next')
const old = join(root, 'dist.old')
const fingerprint = sourceFingerprint()

for (const leftover of [next, old]) rmSync(leftover, { recursive: true, force: true })
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
const compiled = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--outDir', next], {
  cwd: root,
  stdio: 'inherit',
})
if (compiled.status !== 0) {
  rmSync(next, { recursive: true, force: true })
  process.exit(compiled.status ?? 1)
}
if (existsSync(dist)) renameSync(dist, old)
renameSync(next, dist)
rmSync(old, { recursive: true, force: true })
await writeManifest()
writeBuildStamp(fingerprint)
