import { CONFIG_FILE } from '../project/paths.js'
import type { Place } from '../project/yaml-document.js'

/** Where the value of a setting comes from. */
export type Origin =
  | { from: 'default' | 'unset' }
  | ({ from: 'file'; file: string } & Place)
  | { from: 'variable' | 'flag'; name: string }

/** `mdw.yml:3:1`, `MDW_THREADS`, `--env`, `default`. */
export function originText(origin: Origin): string {
  switch (origin.from) {
    case 'file':
      return `${CONFIG_FILE}:${origin.line}:${origin.column}`
    case 'variable':
    case 'flag':
      return origin.name
    case 'unset':
      return 'not set'
    default:
      return origin.from
  }
}
