import type { Place } from './rule.js'

/**
 * Where a place of the compiled SQL is in the model's file. Lines without Jinja come through compilation as they are:
 * they are matched in order, and give line and column. What Jinja made is told at the Jinja between the matched lines.
 */
export function sourcePosition(source: string, compiled: string, at: Place): Place {
  const from = source.split(/\r?\n/)
  const to = compiled.split(/\r?\n/)
  const matches = matchingLines(from, to)
  const index = at.line - 1
  const match = matches.get(index)
  if (match !== undefined) {
    const shift = indentOf(from[match]!) - indentOf(to[index] ?? '')
    return { line: match + 1, column: Math.max(1, at.column + shift) }
  }
  let before = -1
  let after = from.length
  for (const [line, origin] of matches) {
    if (line < index) before = Math.max(before, origin)
    else after = Math.min(after, origin)
  }
  return nearby(from, before + 1, after, to[index]?.slice(at.column - 1) ?? '')
}

/** The lines between `start` and `end` have what was compiled: the one with the same word, else the first Jinja one. */
function nearby(from: string[], start: number, end: number, text: string): Place {
  const word = /^[\w"$.]+/.exec(text)?.[0].replaceAll('"', '').split('.').at(-1)
  const gap = from.slice(start, end)
  const has = (needle: RegExp) => gap.findIndex(line => needle.test(line))
  if (word) {
    const found = has(new RegExp(`(?<![\\w$])${word.replaceAll('$', '\\$')}(?![\\w$])`, 'i'))
    if (found >= 0)
      return { line: start + found + 1, column: gap[found]!.toLowerCase().indexOf(word.toLowerCase()) + 1 }
  }
  const jinja = has(/\{\{|\{%(?!-?\s*(end|else|elif))/)
  const line = jinja >= 0 ? start + jinja : Math.min(start, Math.max(0, from.length - 1))
  const column = jinja >= 0 ? gap[jinja]!.search(/\{[{%]/) + 1 : 1 + indentOf(from[line] ?? '')
  return { line: line + 1, column }
}

/** The longest run of equal lines in both texts, by compiled line. Blank lines tell nothing and are left out. */
function matchingLines(from: string[], to: string[]): Map<number, number> {
  const keep = (lines: string[]) =>
    lines.flatMap((line, index) => (line.trim() === '' ? [] : [{ text: line.trim(), index }]))
  const a = keep(from)
  const b = keep(to)
  const width = b.length + 1
  const lengths = new Uint32Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        a[i]!.text === b[j]!.text
          ? lengths[(i + 1) * width + j + 1]! + 1
          : Math.max(lengths[(i + 1) * width + j]!, lengths[i * width + j + 1]!)
    }
  }
  const matches = new Map<number, number>()
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i]!.text === b[j]!.text) matches.set(b[j++]!.index, a[i++]!.index)
    else if (lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!) i++
    else j++
  }
  return matches
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length
}
