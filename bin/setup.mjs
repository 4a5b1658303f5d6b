// What a clone needs before it can run: node_modules as the lock file says, and dist as the sources say. The published
// package has both, and no sources: there is nothing to do then.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
const modulesStamp = join(root, 'node_modules', '.mdw-stamp')
const buildStamp = join(root, 'dist', '.mdw-stamp')
const lock = join(root, '.mdw-setup.lock')

/** Installs and builds what is missing or out of date. Checks only (a few milliseconds) when nothing is. */
export async function prepare() {
  if (!existsSync(join(root, 'src'))) return
  if (modulesCurrent() && buildCurrent()) return
  await locked(async () => {
    // Another process may have done it while this one waited.
    if (!modulesCurrent()) {
      say('installing Node packages (npm ci) …')
      await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], 'Node packages could not be installed')
      writeFileSync(modulesStamp, lockHash())
    }
    if (!buildCurrent()) {
      say('building …')
      await run(process.execPath, [join(root, 'bin', 'build.mjs')], 'the build failed')
    }
  })
}

/** Written by build.mjs once dist is complete. */
export function writeBuildStamp(fingerprint) {
  writeFileSync(buildStamp, fingerprint)
}

/** Names, sizes and times of everything that dist is made from: content would be slower and no surer. */
export function sourceFingerprint() {
  const hash = createHash('sha256')
  const visit = path => {
    const stat = statSync(join(root, path))
    if (stat.isDirectory()) {
      for (const name of readdirSync(join(root, path)).sort()) visit(join(path, name))
    } else {
      hash.update(`${path}\0${stat.size}\0${stat.mtimeMs}\n`)
    }
  }
  for (const path of ['src', 'tsconfig.json', 'tsconfig.build.json', 'package.json', 'bin/build.mjs']) visit(path)
  return hash.digest('hex')
}

function modulesCurrent() {
  const stamp = readIfThere(modulesStamp)
  if (stamp !== undefined) return stamp === lockHash()
  // Installed by hand: npm writes this file last, so it is newer than the lock file that it obeyed.
  const installed = join(root, 'node_modules', '.package-lock.json')
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs
}

function buildCurrent() {
  const stamp = readIfThere(buildStamp)
  return stamp !== undefined && existsSync(join(root, 'oclif.manifest.json')) && stamp === sourceFingerprint()
}

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

/** One process at a time installs or builds; a lock left by a dead one is taken over. */
async function locked(work) {
  const owner = join(lock, 'pid')
  for (let told = false; ; ) {
    try {
      mkdirSync(lock)
      writeFileSync(owner, String(process.pid))
      break
    } catch (error) {
      if (error.code !== 'EEXIST')
        fail(`cannot write in ${root}: ${error.message}`, 'Make the folder writable, then run this again.')
    }
    const pid = Number(readIfThere(owner))
    const abandoned =
      pid > 0 ? !alive(pid) : Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > 5000
    if (abandoned) {
      rmSync(lock, { recursive: true, force: true })
      continue
    }
    if (!told) say('another mdw is preparing this folder; waiting for it …')
    told = true
    await new Promise(resolve => setTimeout(resolve, 200))
  }
  const release = () => rmSync(lock, { recursive: true, force: true })
  process.once('exit', release)
  try {
    await work()
  } finally {
    process.off('exit', release)
    release()
  }
}

function alive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Runs a tool with its output on stderr: stdout belongs to the command that the user asked for. */
async function run(command, args, failure) {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', process.stderr, process.stderr] })
  const forward = () => child.kill('SIGINT')
  process.on('SIGINT', forward)
  const { code, signal, error } = await new Promise(resolve => {
    child.on('error', error => resolve({ error }))
    child.on('close', (code, signal) => resolve({ code, signal }))
  })
  process.off('SIGINT', forward)
  if (signal === 'SIGINT' || signal === 'SIGTERM' || code === 130) {
    say('stopped; running the command again continues from here')
    process.exit(130)
  }
  if (error) fail(`${failure}: ${command}: ${error.message}`, `Install ${command}, then run this again.`)
  if (code !== 0) fail(`${failure} (exit code ${code}). The reason is above.`, 'Correct it, then run this again.')
}

function say(text) {
  process.stderr.write(`mdw: ${text}\n`)
}

function fail(text, action) {
  say(text)
  process.stderr.write(`  → ${action}\n`)
  process.exit(4)
}
