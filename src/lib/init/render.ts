import { relative } from 'node:path'
import { plural } from '../ui/format.js'
import type { InitResult } from './init.js'

/** What was found, written, and what comes next. */
export function renderInit({ folder, name, files, written, tables, unused }: InitResult): string {
  const lines: string[] = []
  for (const { table, source, rows, findings } of tables) {
    lines.push(`${table}  (${source}, ${plural(rows, 'row')})`, ...findings.map(text => `  - ${text}`))
  }
  if (unused.length > 0) lines.push('Not used:', ...unused.map(({ name: file, why }) => `  - ${file} ${why}`))
  lines.push('')
  const place = relative(process.cwd(), folder)
  if (!written) {
    lines.push(`Would be written into ${folder}:`, ...files.map(path => `  ${path}`))
  } else {
    lines.push(`The project ${name} is in ${folder}: ${plural(files.length, 'file')}.`, '', 'Next:')
    if (place !== '') lines.push(`  cd ${place.startsWith('..') ? folder : place}`)
    lines.push('  mdw up')
  }
  return `${lines.join('\n')}\n`
}
