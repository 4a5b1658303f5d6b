import { MdwError } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import type { EnvironmentConfig, ProjectConfig } from './config.js'
import { ACCESS, type Move, settingOf } from './moved.js'

/**
 * A variable that was left in the shell must not lead a command to protected data: a protected environment is where
 * mdw.yml says, and no other one may be moved onto it.
 */
export function guardPlace(
  project: ProjectConfig,
  name: string,
  { written, config, moves }: { written: EnvironmentConfig; config: EnvironmentConfig; moves: Move[] },
): void {
  if (moves.length === 0) return
  const names = moves.filter(({ setting }) => !ACCESS.has(setting)).map(({ variable }) => variable)
  if (config.protected && names.length > 0) throw refused(names, `would move ${name}, which is protected.`, name)
  for (const [other, theirs] of Object.entries(project.environments)) {
    if (!theirs.protected || other === name || sharesData(written, theirs) || !sharesData(config, theirs)) continue
    const all = moves.map(({ variable }) => variable)
    throw refused(all, `would lead ${name} to the data of ${other}, which is protected.`, other)
  }
}

function sharesData(a: EnvironmentConfig, b: EnvironmentConfig): boolean {
  if (a.kind !== b.kind) return false
  if (a.bucket === b.bucket) return true
  const same = (setting: string) => settingOf(a, setting) === settingOf(b, setting)
  // The local environments of a project share one lakehouse, whatever region they name.
  if (a.kind === 'local') return same('prefix')
  const accounts = [accountOf(a), accountOf(b)]
  const sameAccount = accounts.includes(undefined) ? same('profile') : accounts[0] === accounts[1]
  return same('prefix') && same('region') && same('endpoint') && sameAccount
}

function accountOf(config: EnvironmentConfig): string | undefined {
  if (config.kind === 'local') return undefined
  return config.account_id ?? config.role_arn?.split(':')[4]
}

function refused(variables: string[], what: string, environment: string): MdwError {
  const them = variables.length === 1 ? 'it' : 'them'
  return new MdwError({
    code: 'PROTECTED_PLACE',
    message: `${variables.join(', ')} ${what}`,
    why: 'Where protected data is, mdw.yml alone says, so that no variable that was left in a shell leads there.',
    actions: [`Unset ${them}; to work on ${environment}, use --env ${environment} without ${them}.`],
    exitCode: ExitCode.usage,
    data: { variables, environment },
  })
}
