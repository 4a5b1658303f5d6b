import { MdwError } from '../../errors.js'
import type { Found } from '../../requirements/check.js'
import { requirementOf } from '../../requirements/table.js'
import { compareVersions } from '../../requirements/version.js'
import { runProcess } from '../process.js'

/** The newest minor version that every pinned package has wheels for (mmh3 4.1); newer ones need a C compiler. */
const NEWEST_FOR_DBT = '3.12'
const NAMES = ['python3', 'python', 'python3.12', 'python3.11', 'python3.10', 'python3.9']
const PROBE = 'import sys; print("%d.%d.%d" % sys.version_info[:3]); print(sys.executable)'

/** The Python to make environments with: MDW_PYTHON alone if set, else the first fitting one on the PATH. */
export async function findPython(): Promise<Found | undefined> {
  const chosen = process.env.MDW_PYTHON
  if (chosen) return probe(chosen)
  const { recommended } = requirementOf('python')
  let best: Found | undefined
  for (const name of NAMES) {
    const found = await probe(name)
    if (found === undefined) continue
    const fits =
      compareVersions(found.version, recommended) >= 0 && compareVersions(minorOf(found.version), NEWEST_FOR_DBT) <= 0
    if (fits) return found
    if (best === undefined || compareVersions(found.version, best.version) > 0) best = found
  }
  return best
}

function minorOf(version: string): string {
  return version.split('.').slice(0, 2).join('.')
}

async function probe(command: string): Promise<Found | undefined> {
  try {
    const { exitCode, stdout } = await runProcess({ command, args: ['-c', PROBE] })
    const [version, path] = stdout.trim().split('\n')
    return exitCode === 0 && version && path ? { version, path } : undefined
  } catch (error) {
    if (error instanceof MdwError && error.code === 'TOOL_NOT_FOUND') return undefined
    throw error
  }
}
