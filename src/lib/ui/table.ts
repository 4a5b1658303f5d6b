import type { ChalkInstance } from 'chalk'

export interface Column {
  title: string
  /** Numbers end at the same place. */
  align?: 'left' | 'right'
}

const segmenter = new Intl.Segmenter()
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal colours begin with the escape character
const COLOURS = /\u001b\[[0-9;]*m/g

/** Columns that a terminal uses for the text: colours take none, CJK characters and emoji take two. */
export function displayWidth(text: string): number {
  const plain = text.replace(COLOURS, '')
  if (/^[\x20-\x7e]*$/.test(plain)) return plain.length
  let width = 0
  for (const { segment } of segmenter.segment(plain)) width += WIDE.test(segment) ? 2 : 1
  return width
}

/** Rows under a header, columns as wide as their widest cell. Line breaks in cells are shown as `⏎`. */
export function renderTable(columns: Column[], rows: string[][], colours: ChalkInstance): string {
  const cells = rows.map(row => row.map(cell => cell.replace(/\r\n|\r|\n/g, '⏎')))
  const widths = columns.map(({ title }, index) =>
    cells.reduce((widest, row) => Math.max(widest, displayWidth(row[index] ?? '')), displayWidth(title)),
  )
  const line = (row: string[]) =>
    row
      .map((cell, index) => {
        const padding = ' '.repeat(Math.max(0, widths[index]! - displayWidth(cell)))
        return columns[index]?.align === 'right' ? padding + cell : cell + padding
      })
      .join('  ')
      .trimEnd()
  const header = colours.bold(line(columns.map(column => column.title)))
  const rule = colours.dim(widths.map(width => '─'.repeat(width)).join('  '))
  return `${[header, rule, ...cells.map(line)].join('\n')}\n`
}
