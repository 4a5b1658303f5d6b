import { join } from 'node:path'
import { MdwError } from '../../errors.js'
import { lastLines, runProcess } from '../process.js'
import { type DbtProject, dbtVariables } from './environment.js'

export interface ListRequest extends DbtProject {
  /** dbt's selection flags. */
  args: string[]
  signal?: AbortSignal
}

/** The unique ids of the nodes that a selection takes. dbt's target folder then holds the manifest they are in. */
export async function listNodes(request: ListRequest): Promise<string[]> {
  const result = await runProcess({
    command: join(request.venv, 'bin', 'dbt'),
    args: ['--quiet', 'ls', ...request.args, '--output', 'json', '--output-keys', 'unique_id'],
    cwd: request.projectFolder,
    env: dbtVariables(request),
    signal: request.signal,
  })
  if (result.exitCode === 0) return result.stdout.split('\n').flatMap(line => idOf(line))
  throw new MdwError({
    code: 'DBT_FAILED',
    message: 'dbt could not read this project.',
    why: lastLines(result),
    actions: ['Correct what dbt names above, then run the command again.'],
  })
}

function idOf(line: string): string[] {
  if (!line.startsWith('{')) return []
  const { unique_id: id } = JSON.parse(line) as { unique_id?: string }
  return id === undefined ? [] : [id]
}
