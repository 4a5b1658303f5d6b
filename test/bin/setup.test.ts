import { spawn } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/lib/project/paths.js'
import { temporaryFolder } from '../support/temporary-folder.js'

/** A clone in small: the real entry, an npm that only notes its call, and a build that does the same. */
function clone(): string {
  const root = temporaryFolder()
  for (const folder of ['bin', 'src', 'tools']) mkdirSync(join(root, folder))
  for (const file of ['start.mjs', 'setup.mjs']) copyFileSync(join(packageRoot, 'bin', file), join(root, 'bin', file))
  writeFileSync(
    join(root, 'bin', 'run.mjs'),
    "process.stdout.write('ran ' + process.argv.slice(2).join(' ') + '\\n')\n",
  )
  writeFileSync(
    join(root, 'bin', 'build.mjs'),
    `import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { root, sourceFingerprint, writeBuildStamp } from './setup.mjs'
appendFileSync(root + '/calls', 'build\\n')
mkdirSync(root + '/dist', { recursive: true })
writeFileSync(root + '/oclif.manifest.json', '{}')
writeBuildStamp(sourceFingerprint())
`,
  )
  const npm = join(root, 'tools', 'npm')
  writeFileSync(npm, `#!/bin/sh\nsleep 0.3\necho "npm $1" >> "${root}/calls"\nmkdir -p "${root}/node_modules"\n`)
  chmodSync(npm, 0o755)
  for (const [file, text] of Object.entries({
    'package.json': '{"type": "module"}',
    'package-lock.json': '{}',
    'tsconfig.json': '{}',
    'tsconfig.build.json': '{}',
    'src/main.ts': 'export {}',
  })) {
    writeFileSync(join(root, file), text)
  }
  return root
}

async function start(root: string): Promise<{ exitCode: number | null; stdout: string; stderr: string }> {
  const env = { ...process.env, PATH: [join(root, 'tools'), process.env.PATH].join(delimiter) }
  const child = spawn(process.execPath, [join(root, 'bin', 'start.mjs'), 'status', '--json'], { env })
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', chunk => (output.stdout += chunk))
  child.stderr.on('data', chunk => (output.stderr += chunk))
  const exitCode = await new Promise<number | null>(resolve => child.on('close', resolve))
  return { exitCode, ...output }
}

const calls = (root: string) => readFileSync(join(root, 'calls'), 'utf8').trim().split('\n')

describe('the first run in a clone', () => {
  it('installs and builds, says so on stderr, and runs the command', async () => {
    const root = clone()
    const result = await start(root)
    expect(result).toMatchObject({ exitCode: 0, stdout: 'ran status --json\n' })
    expect(result.stderr).toBe('mdw: installing Node packages (npm ci) …\nmdw: building …\n')
    expect(calls(root)).toEqual(['npm ci', 'build'])
  })

  it('is over on the second run; new sources are built, a new lock file is installed', async () => {
    const root = clone()
    await start(root)
    expect((await start(root)).stderr).toBe('')
    writeFileSync(join(root, 'src', 'main.ts'), 'export const changed = true')
    await start(root)
    writeFileSync(join(root, 'package-lock.json'), '{"changed": true}')
    await start(root)
    rmSync(join(root, 'dist'), { recursive: true })
    await start(root)
    expect(calls(root)).toEqual(['npm ci', 'build', 'build', 'npm ci', 'build'])
  })

  it('is done once by several that start together', async () => {
    const root = clone()
    const results = await Promise.all([start(root), start(root), start(root)])
    expect(results.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0])
    expect(calls(root)).toEqual(['npm ci', 'build'])
    expect(existsSync(join(root, '.mdw-setup.lock'))).toBe(false)
  })

  it('takes over from one that was killed', async () => {
    const root = clone()
    mkdirSync(join(root, '.mdw-setup.lock'))
    writeFileSync(join(root, '.mdw-setup.lock', 'pid'), '999999999')
    expect((await start(root)).exitCode).toBe(0)
  })

  it('says what failed, with exit code 4', async () => {
    const root = clone()
    writeFileSync(join(root, 'tools', 'npm'), '#!/bin/sh\necho "npm error network" >&2\nexit 1\n')
    const result = await start(root)
    expect(result).toMatchObject({ exitCode: 4, stdout: '' })
    expect(result.stderr).toContain('Node packages could not be installed (exit code 1). The reason is above.')
  })

  it('does nothing in a published package, which has no sources', async () => {
    const root = clone()
    rmSync(join(root, 'src'), { recursive: true })
    expect(await start(root)).toEqual({ exitCode: 0, stdout: 'ran status --json\n', stderr: '' })
  })
})
