// What the benchmarks share: a project of their own in a temporary folder, and a stopwatch around the command line.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** A copy of the sample project without anything that was made. Call `remove` at the end. */
export function newProject() {
  const folder = mkdtempSync(join(tmpdir(), 'mdw-bench-'))
  cpSync(join(root, 'mdw.yml'), join(folder, 'mdw.yml'))
  const made = /\/(target|logs|dbt_packages[^/]*)$/
  cpSync(join(root, 'dbt'), join(folder, 'dbt'), { recursive: true, filter: source => !made.test(source) })
  const remove = () => {
    mdw(folder, ['down'])
    rmSync(folder, { recursive: true, force: true })
  }
  return { folder, remove }
}

/** Runs `mdw … --json` and returns its document with the seconds that it took as a whole. */
export function mdw(folder, args) {
  const { seconds, stdout } = timed(process.execPath, [join(root, 'bin', 'start.mjs'), ...args, '--json'], folder)
  return { seconds, document: JSON.parse(stdout) }
}

export function timed(command, args, cwd, env = process.env) {
  const started = performance.now()
  const result = spawnSync(command, args, { cwd, env, encoding: 'utf8', maxBuffer: 2 ** 28 })
  const seconds = (performance.now() - started) / 1000
  if (result.status !== 0) {
    process.stderr.write(
      `${command} ${args.join(' ')} ended with ${result.status}\n${result.stdout}\n${result.stderr}\n`,
    )
    process.exit(1)
  }
  return { seconds, stdout: result.stdout }
}

export function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
}

export function print(line = '') {
  process.stdout.write(`${line}\n`)
}
