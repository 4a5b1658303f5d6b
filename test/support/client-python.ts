import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withLock } from '../../src/lib/project/lock.js'
import { packageRoot } from '../../src/lib/project/paths.js'
import { requireTools } from '../../src/lib/requirements/check.js'
import { detectIn } from '../../src/lib/requirements/detect.js'
import { lastLines, type ProcessRequest, runProcess } from '../../src/lib/toolchain/process.js'
import { venvPython } from '../../src/lib/toolchain/python/installed.js'
import { findUv } from '../../src/lib/toolchain/python/uv.js'
import { recordingProgress } from './progress.js'

const requirements = join(packageRoot, 'test', 'clients', 'requirements.txt')
const venv = join(packageRoot, '.mdw', 'test-venv')

/** The Python of the second environment, with the clients that users bring; made on first use, kept while its list is the same. */
export async function clientPython(): Promise<string> {
  const stamp = join(venv, 'mdw-test-stamp')
  const digest = createHash('sha256').update(readFileSync(requirements)).digest('hex')
  await withLock(`${venv}.lock`, {}, async () => {
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return
    rmSync(venv, { recursive: true, force: true })
    const [python] = await requireTools(['python'], detectIn(venv), recordingProgress().progress)
    const uv = await findUv(python!.path!)
    if (uv) {
      await run({ command: uv, args: ['venv', '--no-config', '--python', python!.path!, venv] })
      await run({
        command: uv,
        args: ['pip', 'install', '--no-config', '--python', venvPython(venv), '-r', requirements],
      })
    } else {
      await run({ command: python!.path!, args: ['-m', 'venv', venv] })
      await run({ command: venvPython(venv), args: ['-m', 'pip', 'install', '--quiet', '-r', requirements] })
    }
    writeFileSync(stamp, digest)
  })
  return venvPython(venv)
}

async function run(request: ProcessRequest): Promise<void> {
  const result = await runProcess(request)
  if (result.exitCode !== 0) throw new Error(`${request.command} ${request.args.join(' ')}: ${lastLines(result)}`)
}
