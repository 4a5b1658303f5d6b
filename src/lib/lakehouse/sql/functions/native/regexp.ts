import { invalidArgument, type NativeFunction } from '../native.js'
import { javaRegExp } from './regexp-syntax.js'

const compiled = new Map<string, { regExp: RegExp; groups: number }>()

/** Patterns are mostly constants: the last few hundred stay compiled. */
function compile(pattern: string): { regExp: RegExp; groups: number } {
  let found = compiled.get(pattern)
  if (!found) {
    if (compiled.size > 500) compiled.clear()
    const regExp = javaRegExp(pattern)
    found = { regExp, groups: new RegExp(`${regExp.source}|`, regExp.flags).exec('')!.length - 1 }
    compiled.set(pattern, found)
  }
  found.regExp.lastIndex = 0
  return found
}

const regExp = (pattern: string) => compile(pattern).regExp

function checkGroup(pattern: string, group: bigint): number {
  if (group < 0n) throw invalidArgument('Group cannot be negative')
  const count = compile(pattern).groups
  if (group > BigInt(count)) throw invalidArgument(`Pattern has ${count} groups. Cannot access group ${group}`)
  return Number(group)
}

function extract(text: string, pattern: string, group: bigint): string | null {
  const n = checkGroup(pattern, group)
  return regExp(pattern).exec(text)?.[n] ?? null
}

function extractAll(text: string, pattern: string, group: bigint): (string | null)[] {
  const n = checkGroup(pattern, group)
  return [...text.matchAll(regExp(pattern))].map(match => match[n] ?? null)
}

/** `$1`, `$12` as far as such a group exists, `${name}`, `\x`: Java's replacement text. */
function replacer(replacement: string, groups: number): (match: RegExpExecArray) => string {
  const parts: (string | ((match: RegExpExecArray) => string))[] = []
  for (let i = 0; i < replacement.length; i++) {
    const c = replacement[i]!
    if (c === '\\') {
      if (++i === replacement.length) throw invalidArgument(`Illegal replacement sequence: ${replacement}`)
      parts.push(replacement[i]!)
    } else if (c !== '$') {
      parts.push(c)
    } else if (replacement[i + 1] === '{') {
      const name = /^\{\s*(\w+)\s*\}/.exec(replacement.slice(i + 1))
      if (!name) throw invalidArgument(`Illegal replacement sequence: ${replacement}`)
      i += name[0].length
      parts.push(match => {
        if (!match.groups || !(name[1]! in match.groups)) {
          throw invalidArgument(`Illegal replacement sequence: unknown group { ${name[1]} }`)
        }
        return match.groups[name[1]!] ?? ''
      })
    } else {
      const digits = /^\d+/.exec(replacement.slice(i + 1))?.[0]
      if (!digits) throw invalidArgument(`Illegal replacement sequence: ${replacement}`)
      let length = 1
      while (length < digits.length && Number(digits.slice(0, length + 1)) <= groups) length++
      const group = Number(digits.slice(0, length))
      if (group > groups) throw invalidArgument(`Illegal replacement sequence: unknown group ${group}`)
      i += length
      parts.push(match => match[group] ?? '')
    }
  }
  return match => parts.map(part => (typeof part === 'string' ? part : part(match))).join('')
}

function replace(text: string, pattern: string, replacement: string): string {
  const matches = [...text.matchAll(regExp(pattern))]
  if (matches.length === 0) return text
  const replaced = replacer(replacement, matches[0]!.length - 1)
  return pieces(text, matches).reduce((result, piece, i) => result + replaced(matches[i - 1]!) + piece)
}

/** What stands before, between and after the matches: one more than there are matches. */
function pieces(text: string, matches: RegExpExecArray[]): string[] {
  const ends = matches.map(match => match.index + match[0].length)
  return [
    ...matches.map((match, i) => text.slice(i === 0 ? 0 : ends[i - 1], match.index)),
    text.slice(ends.at(-1) ?? 0),
  ]
}

function position(text: string, pattern: string, start: bigint, occurrence: bigint): number {
  if (start < 1n) throw invalidArgument('start position cannot be smaller than 1')
  if (occurrence < 1n) throw invalidArgument('occurrence cannot be smaller than 1')
  const characters = [...text]
  if (start > BigInt(characters.length)) return -1
  const from = characters.slice(0, Number(start) - 1).join('').length
  const matches = [...text.matchAll(regExp(pattern))].filter(match => match.index >= from)
  const found = matches[Number(occurrence) - 1]
  return found ? [...text.slice(0, found.index)].length + 1 : -1
}

export const regexps: NativeFunction[] = [
  {
    name: 't_regexp_like',
    args: ['varchar', 'varchar'],
    returns: 'boolean',
    call: (text: string, pattern: string) => regExp(pattern).test(text),
  },
  {
    name: 't_regexp_count',
    args: ['varchar', 'varchar'],
    returns: 'bigint',
    call: (text: string, pattern: string) => BigInt([...text.matchAll(regExp(pattern))].length),
  },
  { name: 't_regexp_extract', args: ['varchar', 'varchar', 'bigint'], returns: 'varchar', call: extract },
  { name: 't_regexp_extract_all', args: ['varchar', 'varchar', 'bigint'], returns: 'varchar[]', call: extractAll },
  { name: 't_regexp_replace', args: ['varchar', 'varchar', 'varchar'], returns: 'varchar', call: replace },
  {
    name: 't_regexp_split',
    args: ['varchar', 'varchar'],
    returns: 'varchar[]',
    call: (text: string, pattern: string) => pieces(text, [...text.matchAll(regExp(pattern))]),
  },
  {
    name: 't_regexp_groups',
    args: ['varchar', 'varchar'],
    returns: 'varchar[][]',
    call: (text: string, pattern: string) =>
      [...text.matchAll(regExp(pattern))].map(match => match.slice(1).map(group => group ?? null)),
  },
  {
    name: 't_regexp_position',
    args: ['varchar', 'varchar', 'bigint', 'bigint'],
    returns: 'integer',
    call: position,
  },
]
