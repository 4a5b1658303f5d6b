import { MdwError } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import { ENVIRONMENT, settings } from '../project/settings.js'
import { valueAt } from '../project/value-at.js'
import { nearest } from '../ui/nearest.js'
import type { EffectiveConfig, EffectiveSetting } from './effective.js'
import type { Origin } from './origin.js'

/** A setting, or the settings of a block, or a part of a setting that is a list or a block itself. */
export interface FoundSetting {
  key: string
  value: unknown
  /** Of a setting. */
  origin?: Origin
  /** Of a block. */
  settings?: EffectiveSetting[]
}

/**
 * The setting that a user names: in full (`environments.dev.region`), or as the environment that commands work on has it
 * (`region`).
 */
export function findSetting(config: EffectiveConfig, name: string): FoundSetting {
  const found = lookUp(config, name) ?? lookUp(config, `environments.${config.environment}.${name}`)
  if (found !== undefined) return found
  const own = `environments.${config.environment}.`
  const known = config.settings.flatMap(({ key }) => (key.startsWith(own) ? [key, key.slice(own.length)] : [key]))
  const guess = nearest(name, known)
  throw new MdwError({
    code: 'UNKNOWN_SETTING',
    message: `There is no setting "${name}".`,
    why: otherKind(config, name),
    actions: [
      ...(guess === undefined ? [] : [`Did you mean \`mdw config ${guess}\`?`]),
      '`mdw config` lists the settings, mdw’s docs/settings.md describes them.',
    ],
    exitCode: ExitCode.usage,
  })
}

function lookUp({ settings: all }: EffectiveConfig, key: string): FoundSetting | undefined {
  const exact = all.find(setting => setting.key === key)
  if (exact !== undefined) return exact
  const block = all.filter(setting => setting.key.startsWith(`${key}.`))
  if (block.length > 0) return { key, value: blockOf(block, key), settings: block }
  const outer = all.find(setting => key.startsWith(`${setting.key}.`))
  const value = outer === undefined ? undefined : valueAt(outer.value, key.slice(outer.key.length + 1).split('.'))
  return value === undefined ? undefined : { ...outer!, key, value }
}

/** The values of a block's settings as one object, as mdw.yml has them. */
function blockOf(block: EffectiveSetting[], key: string): unknown {
  const top: Record<string, unknown> = {}
  for (const setting of block) {
    if (setting.value === null) continue
    const path = setting.key.slice(key.length + 1).split('.')
    let into = top
    for (const step of path.slice(0, -1)) {
      into[step] ??= {}
      into = into[step] as Record<string, unknown>
    }
    into[path.at(-1)!] = setting.value
  }
  return top
}

function otherKind({ environment }: EffectiveConfig, name: string): string | undefined {
  const kinds = settings().filter(({ key }) => key === `${ENVIRONMENT}.${name}`)
  return kinds.length === 0 ? undefined : `Environments of kind ${kinds[0]!.kind} have it; ${environment} is none.`
}
