import { MdwError } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import type { SetBy } from './apply-variables.js'
import type { EnvironmentConfig, ProjectConfig } from './config.js'

/** Settings that say which data an environment is about, and who asks for it. */
const PLACE = ['region', 'bucket', 'prefix', 'workgroup', 'endpoint', 'profile', 'role_arn']
/** Of them, those that are only about access: the account is checked by account_id. */
const ACCESS = new Set(['profile', 'role_arn'])

/** An environment as mdw.yml has it and as the shell's variables make it. */
export interface Moved {
  name: string
  written: EnvironmentConfig
  config: EnvironmentConfig
  setBy: SetBy
}

/** The variables that make an environment another place than mdw.yml says, as `MDW_BUCKET=x`. */
export function movingVariables({ written, config, setBy }: Moved): { setting: string; variable: string }[] {
  return PLACE.filter(setting => setting in setBy && settingOf(written, setting) !== settingOf(config, setting)).map(
    setting => ({ setting, variable: setBy[setting]! }),
  )
}

/**
 * A variable that was left in the shell must not lead a command to protected data: a protected environment is where
 * mdw.yml says, and no other one may be moved onto it.
 */
export function guardPlace(project: ProjectConfig, moved: Moved): void {
  const { name, written, config } = moved
  const moving = movingVariables(moved)
  if (moving.length === 0) return
  if (config.protected) {
    const names = moving.filter(({ setting }) => !ACCESS.has(setting)).map(({ variable }) => variable)
    if (names.length > 0) throw refused(names, `would move ${name}, which is protected.`, name)
  }
  for (const [other, theirs] of Object.entries(project.environments)) {
    if (!theirs.protected || other === name || sharesData(written, theirs)) continue
    const names = moving.map(({ variable }) => variable)
    if (sharesData(config, theirs))
      throw refused(names, `would lead ${name} to the data of ${other}, which is protected.`, other)
  }
}

function sharesData(a: EnvironmentConfig, b: EnvironmentConfig): boolean {
  if (a.kind !== b.kind) return false
  if (a.bucket === b.bucket) return true
  const same = (setting: string) => settingOf(a, setting) === settingOf(b, setting)
  const accounts = [accountOf(a), accountOf(b)]
  const sameAccount = accounts.includes(undefined) ? same('profile') : accounts[0] === accounts[1]
  return same('prefix') && same('region') && same('endpoint') && sameAccount
}

function accountOf(config: EnvironmentConfig): string | undefined {
  if (config.kind === 'local') return undefined
  return config.account_id ?? config.role_arn?.split(':')[4]
}

function settingOf(config: EnvironmentConfig, setting: string): unknown {
  return (config as Record<string, unknown>)[setting]
}

function refused(variables: string[], what: string, environment: string): MdwError {
  return new MdwError({
    code: 'PROTECTED_PLACE',
    message: `${variables.join(', ')} ${what}`,
    why: 'Where protected data is, mdw.yml alone says, so that no variable that was left in a shell leads there.',
    actions: [`Unset ${variables.join(' and ')}.`, `To work on ${environment}, use --env ${environment} without them.`],
    exitCode: ExitCode.usage,
    data: { variables, environment },
  })
}
