import { TrinoError } from '../../trino-error.js'
import { invalidArgument, type NativeFunction } from '../native.js'
import { englishStem } from './english-stemmer.js'

function levenshtein(a: string, b: string): bigint {
  const left = [...a]
  const right = [...b]
  let previous = right.map((_, i) => i + 1)
  for (const [i, x] of left.entries()) {
    const current: number[] = []
    for (const [j, y] of right.entries()) {
      const diagonal = j === 0 ? i : previous[j - 1]!
      const above = previous[j]!
      const before = j === 0 ? i + 1 : current[j - 1]!
      current.push(x === y ? diagonal : 1 + Math.min(diagonal, above, before))
    }
    previous = current
  }
  return BigInt(right.length === 0 ? left.length : previous.at(-1)!)
}

function hamming(a: string, b: string): bigint {
  const left = [...a]
  const right = [...b]
  if (left.length !== right.length) {
    throw invalidArgument('The input strings to hamming_distance function must have the same length')
  }
  return BigInt(left.filter((x, i) => x !== right[i]).length)
}

function luhn(digits: string): boolean {
  if (digits === '') return false
  if (/\D/.test(digits)) throw invalidArgument('Input contains non-digit character')
  let sum = 0
  for (const [i, c] of [...digits].reverse().entries()) {
    const digit = Number(c) * (i % 2 ? 2 : 1)
    sum += digit > 9 ? digit - 9 : digit
  }
  return sum % 10 === 0
}

const SOUNDEX = '01230120022455012623010202'

/** American Soundex, as Apache commons-codec has it: H and W do not separate equal codes. */
function soundex(text: string): string {
  const letters = text.toUpperCase().replace(/[^\p{L}]/gu, '')
  const foreign = letters.search(/[^A-Z]/)
  if (foreign >= 0) {
    const character = letters[foreign]!
    throw invalidArgument(`The character is not mapped: ${character} (index=${character.charCodeAt(0) - 65})`)
  }
  if (letters === '') return ''
  const code = (letter: string) => SOUNDEX[letter.charCodeAt(0) - 65]!
  let result = letters[0]!
  let last = code(letters[0]!)
  for (const letter of letters.slice(1)) {
    if (letter === 'H' || letter === 'W') continue
    const digit = code(letter)
    if (digit !== '0' && digit !== last) result += digit
    last = digit
  }
  return result.padEnd(4, '0').slice(0, 4)
}

/** The character positions of Trino's `strpos`, the n-th occurrence from the start or (negative) from the end. */
function instancePosition(text: string, search: string, instance: bigint): bigint {
  if (instance === 0n) throw invalidArgument("'instance' must be a positive or negative number.")
  if (search === '') return 1n
  const forward = instance > 0n
  let at = forward ? -1 : text.length + 1
  for (let n = forward ? instance : -instance; n > 0n; n--) {
    if (!forward && at <= 0) return 0n
    at = forward ? text.indexOf(search, at + 1) : text.lastIndexOf(search, at - 1)
    if (at < 0) return 0n
  }
  return BigInt([...text.slice(0, at)].length + 1)
}

function checkDelimiters(entry: string, keyValue: string) {
  if (entry === '') throw invalidArgument('entryDelimiter is empty')
  if (keyValue === '') throw invalidArgument('keyValueDelimiter is empty')
  if (entry === keyValue) throw invalidArgument('entryDelimiter and keyValueDelimiter must not be the same')
}

function entriesOf(text: string, entry: string, keyValue: string, shown: (bad: string) => string): [string, string][] {
  checkDelimiters(entry, keyValue)
  const entries = text.split(entry)
  if (entries.at(-1) === '') entries.pop()
  return entries.map(pair => {
    const parts = pair.split(keyValue)
    if (parts.length !== 2) {
      throw invalidArgument(`Key-value delimiter must appear exactly once in each entry. Bad input: ${shown(pair)}`)
    }
    return parts as [string, string]
  })
}

function splitToMap(text: string, entry: string, keyValue: string): Map<string, string> {
  const map = new Map<string, string>()
  for (const [key, value] of entriesOf(text, entry, keyValue, bad => `'${bad}'`)) {
    if (map.has(key)) throw invalidArgument(`Duplicate keys (${key}) are not allowed`)
    map.set(key, value)
  }
  return map
}

function splitToMultimap(text: string, entry: string, keyValue: string): Map<string, string[]> {
  const map = new Map<string, string[]>()
  for (const [key, value] of entriesOf(text, entry, keyValue, bad => bad)) {
    const values = map.get(key)
    if (values) values.push(value)
    else map.set(key, [value])
  }
  return map
}

/** The first of equal characters in `from` decides; those without a counterpart in `to` vanish. */
function translate(text: string, from: string, to: string): string {
  const targets = [...to]
  const map = new Map<string, string>()
  for (const [i, c] of [...from].entries()) if (!map.has(c)) map.set(c, targets[i] ?? '')
  return [...text].map(c => map.get(c) ?? c).join('')
}

export const text: NativeFunction[] = [
  { name: 't_levenshtein', args: ['varchar', 'varchar'], returns: 'bigint', call: levenshtein },
  { name: 't_hamming', args: ['varchar', 'varchar'], returns: 'bigint', call: hamming },
  { name: 't_luhn', args: ['varchar'], returns: 'boolean', call: luhn },
  { name: 't_soundex', args: ['varchar'], returns: 'varchar', call: soundex },
  { name: 't_strpos_instance', args: ['varchar', 'varchar', 'bigint'], returns: 'bigint', call: instancePosition },
  { name: 't_translate', args: ['varchar', 'varchar', 'varchar'], returns: 'varchar', call: translate },
  {
    name: 't_normalize',
    args: ['varchar', 'varchar'],
    returns: 'varchar',
    call: (value: string, form: string) => {
      if (!['NFC', 'NFD', 'NFKC', 'NFKD'].includes(form)) {
        throw invalidArgument('Normalization form must be one of [NFD, NFC, NFKD, NFKC]')
      }
      return value.normalize(form)
    },
  },
  { name: 't_reverse_text', args: ['varchar'], returns: 'varchar', call: (x: string) => [...x].reverse().join('') },
  {
    name: 't_word_stem',
    args: ['varchar', 'varchar'],
    returns: 'varchar',
    call: (word: string, language: string) => {
      if (language === 'en') return englishStem(word)
      throw new TrinoError('NOT_SUPPORTED', `word_stem for language '${language}' is not supported: only 'en' is`)
    },
  },
  {
    name: 't_split_to_map',
    args: ['varchar', 'varchar', 'varchar'],
    returns: 'map(varchar, varchar)',
    call: splitToMap,
  },
  {
    name: 't_split_to_multimap',
    args: ['varchar', 'varchar', 'varchar'],
    returns: 'map(varchar, varchar[])',
    call: splitToMultimap,
  },
]
