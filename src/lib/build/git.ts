import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { MdwError } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import type { Project } from '../project/project.js'
import { dbtProject } from '../toolchain/dbt/environment.js'
import { MANIFEST } from '../toolchain/dbt/manifest.js'
import { runDbt } from '../toolchain/dbt/run.js'
import { runProcess } from '../toolchain/process.js'
import type { Progress } from '../ui/reporter.js'
import type { Connection } from '../warehouse/connection.js'
import { sinceFolder } from './changed-state.js'

/** The commit that is checked out; undefined outside a git repository, or without git. */
export async function currentCommit(folder: string): Promise<string | undefined> {
  return git(folder, ['rev-parse', 'HEAD']).catch(() => undefined)
}

/**
 * A folder for dbt's `--state` with the manifest of the project as it was at a git ref. The ref's dbt folder is unpacked
 * beside the project, so that neither the work tree nor git's own lists are touched.
 */
export async function stateAt(
  connection: Connection,
  ref: string,
  progress: Progress,
  signal?: AbortSignal,
): Promise<string> {
  const { project, environment } = connection
  progress.update(`reading the project as of ${ref}`)
  const commit = await resolveRef(project, ref)
  const state = sinceFolder(project, environment.name)
  if (isOf(state, commit)) return state
  const folder = mkdtempSync(join(tmpdir(), 'mdw-since-'))
  try {
    const dbtFolder = await unpack(project, commit, folder)
    await runDbt({
      args: ['parse'],
      ...{ ...dbtProject(connection), projectFolder: dbtFolder },
      onEvent: () => {},
      signal,
    })
    mkdirSync(state, { recursive: true })
    rmSync(join(state, COMMIT), { force: true })
    cpSync(join(dbtFolder, 'target', MANIFEST), join(state, MANIFEST))
    writeFileSync(join(state, COMMIT), commit)
    return state
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const COMMIT = 'commit'

/** Whether the folder has the manifest of this commit: a commit does not change, and dbt takes seconds to read it. */
function isOf(state: string, commit: string): boolean {
  const file = join(state, COMMIT)
  return existsSync(file) && readFileSync(file, 'utf8') === commit
}

async function resolveRef(project: Project, ref: string): Promise<string> {
  const commit = await git(project.paths.root, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${ref}^{commit}`,
  ])
  if (commit !== undefined) return commit
  throw new MdwError({
    code: 'UNKNOWN_GIT_REF',
    message: `git knows no commit "${ref}" here.`,
    why: `${project.paths.root} is no git repository, or it has no branch, tag or commit of that name.`,
    actions: ['Name a branch, tag or commit: `mdw build --since main`', 'Without git: `mdw build --changed`'],
    exitCode: ExitCode.usage,
  })
}

async function unpack(project: Project, commit: string, folder: string): Promise<string> {
  const { root } = project.paths
  const path = relative(root, project.dbtFolder)
  const archive = join(folder, 'project.tar')
  const made = await git(root, ['archive', '--format=tar', '-o', archive, commit, '--', path || '.'])
  const dbtFolder = join(folder, path)
  if (made !== undefined) await runProcess({ command: 'tar', args: ['-xf', archive, '-C', folder] })
  if (!existsSync(join(dbtFolder, 'dbt_project.yml'))) {
    throw new MdwError({
      code: 'NO_PROJECT_AT_REF',
      message: `There is no dbt project in ${path || '.'} at commit ${commit.slice(0, 12)}.`,
      actions: ['Name a later commit, or build without --since.'],
      exitCode: ExitCode.usage,
    })
  }
  // Packages are not in git. Those of today stand in: a changed package shows only where it is kept in git.
  const packages = join(project.dbtFolder, 'dbt_packages')
  const there = join(dbtFolder, 'dbt_packages')
  if (existsSync(packages) && !existsSync(there)) symlinkSync(packages, there, 'dir')
  return dbtFolder
}

/** Git's answer; undefined when it refuses. */
async function git(folder: string, args: string[]): Promise<string | undefined> {
  const result = await runProcess({ command: 'git', args: ['-C', folder, ...args] })
  return result.exitCode === 0 ? result.stdout.trim() : undefined
}
