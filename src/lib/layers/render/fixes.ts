import { outColours } from '../../ui/colours.js'
import { plural } from '../../ui/format.js'
import type { FileFix } from '../fix.js'

/** The changed lines of each file, as --dry-run shows them. */
export function renderFixes(fixes: FileFix[]): string {
  if (fixes.length === 0) return 'There is nothing that --fix can put right.\n'
  const blocks = fixes.map(({ file, before, after }) => {
    const [old, now] = [before.split('\n'), after.split('\n')]
    const gone = old.filter(line => !now.includes(line)).map(line => outColours.red(`- ${line}`))
    const come = now.filter(line => !old.includes(line)).map(line => outColours.green(`+ ${line}`))
    return [outColours.bold(file), ...gone, ...come].join('\n')
  })
  return `${blocks.join('\n\n')}\n\n${plural(fixes.length, 'file')} would change. Nothing was written.\n`
}
