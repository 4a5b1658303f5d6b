import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { MdwError } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import type { SetBy } from './apply-variables.js'
import type { EnvironmentConfig } from './config.js'
import type { NamedEnvironment, Project } from './project.js'
import { withoutPassword } from './secrets.js'

/** A setting by which an environment is another place than mdw.yml says, and the variable that gave it. */
export interface Move {
  setting: string
  variable: string
}

/** Settings that say who asks. */
export const ACCESS = new Set(['profile', 'role_arn'])

/** Settings that say where, and who asks. */
const PLACE = ['region', 'bucket', 'prefix', 'workgroup', 'endpoint', ...ACCESS]

/** What the shell's variables changed about where an environment is. */
export function movesOf(written: EnvironmentConfig, config: EnvironmentConfig, setBy: SetBy): Move[] {
  return PLACE.filter(setting => setting in setBy && settingOf(written, setting) !== settingOf(config, setting)).map(
    setting => ({ setting, variable: setBy[setting]! }),
  )
}

export function settingOf(config: EnvironmentConfig, setting: string): unknown {
  return (config as Record<string, unknown>)[setting]
}

/** `MDW_BUCKET=x` for each variable that moved the environment. */
export function movedBy({ config, moved = [] }: NamedEnvironment): string[] {
  return moved.map(({ setting, variable }) => `${variable}=${withoutPassword(String(settingOf(config, setting)))}`)
}

/** Settings that say which Glue databases an environment is about. The embedded lakehouse has the same in every region. */
const DATABASES = { local: ['prefix'], aws: ['region', 'prefix', 'endpoint'] }

/**
 * The project with the records of the environment's own databases: what was built elsewhere says nothing of them, and
 * those of the local lakehouse go with its data.
 */
export function projectAt(project: Project, { config, moved = [] }: NamedEnvironment): Project {
  const { paths } = project
  const work = config.kind === 'local' ? paths.steps : paths.work
  const settings = DATABASES[config.kind]
  if (!moved.some(({ setting }) => settings.includes(setting))) return { ...project, paths: { ...paths, work } }
  const place = JSON.stringify(settings.map(setting => settingOf(config, setting) ?? null))
  const id = createHash('sha256').update(place).digest('hex').slice(0, 12)
  return { ...project, paths: { ...paths, steps: join(paths.steps, id), work: join(work, 'places', id) } }
}

/** For Terraform, which would take another bucket for a new name of the old one. */
export function refuseMoved({ name, moved = [] }: NamedEnvironment): void {
  const variables = moved.filter(({ setting }) => !ACCESS.has(setting)).map(({ variable }) => variable)
  if (variables.length === 0) return
  throw new MdwError({
    code: 'ENVIRONMENT_MOVED',
    message: `${variables.join(', ')} would make Terraform replace what ${name} has.`,
    why: 'Terraform knows an environment’s resources by its name; what they are called, mdw.yml alone says.',
    actions: [`Unset ${variables.join(' and ')}, or add an environment to mdw.yml.`],
    exitCode: ExitCode.usage,
    data: { variables },
  })
}
