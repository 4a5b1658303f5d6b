import { didYouMean } from './issue-sentences.js'
import { ENVIRONMENT, namesIn, settings } from './settings.js'
import { valueAt } from './value-at.js'

/** What to say of a name in mdw.yml that is no setting there: where it belongs, or what was probably meant. */
export function unknownSetting(path: readonly PropertyKey[], content: unknown): string {
  const name = String(path.at(-1))
  const block = path.slice(0, -1)
  if (block.length === 2 && block[0] === 'environments') {
    const kind = (valueAt(content, block) as { kind?: unknown } | undefined)?.kind
    const other = settings().find(setting => setting.key === `${ENVIRONMENT}.${name}` && setting.kind !== kind)
    if (other !== undefined) return `is a setting of environments of kind ${other.kind} only`
  }
  const said = 'is not a setting that mdw knows'
  const home = settings()
    .map(({ key }) => key.split('.'))
    .find(parts => parts.includes(name))
  if (home === undefined) return said + didYouMean(name, namesIn(block, content))
  const parent = home.slice(0, home.indexOf(name)).join('.')
  return `${said} here: it belongs ${parent === '' ? 'at the top' : `under ${parent}`}`
}
