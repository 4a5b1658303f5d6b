/**
 * The English stemmer that `word_stem` uses (Porter 2, snowballstem.org/algorithms/english/stemmer.html).
 * `Y` stands for a y that is a consonant.
 */

const VOWEL = '[aeiouy]'
const EXCEPTIONS: Record<string, string> = {
  skis: 'ski',
  skies: 'sky',
  dying: 'die',
  lying: 'lie',
  tying: 'tie',
  idly: 'idl',
  gently: 'gentl',
  ugly: 'ugli',
  early: 'earli',
  only: 'onli',
  singly: 'singl',
}
const INVARIANT = new Set(['sky', 'news', 'howe', 'atlas', 'cosmos', 'bias', 'andes'])
const SETTLED = new Set('inning outing canning herring earring proceed exceed succeed'.split(' '))

const STEP_2: [string, string][] = [
  ['ization', 'ize'],
  ['ational', 'ate'],
  ['fulness', 'ful'],
  ['ousness', 'ous'],
  ['iveness', 'ive'],
  ['tional', 'tion'],
  ['biliti', 'ble'],
  ['lessli', 'less'],
  ['entli', 'ent'],
  ['ation', 'ate'],
  ['alism', 'al'],
  ['aliti', 'al'],
  ['ousli', 'ous'],
  ['iviti', 'ive'],
  ['fulli', 'ful'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['abli', 'able'],
  ['izer', 'ize'],
  ['ator', 'ate'],
  ['alli', 'al'],
  ['bli', 'ble'],
]
const STEP_3: [string, string][] = [
  ['ational', 'ate'],
  ['tional', 'tion'],
  ['alize', 'al'],
  ['icate', 'ic'],
  ['iciti', 'ic'],
  ['ical', 'ic'],
  ['ful', ''],
  ['ness', ''],
]
const STEP_4 = 'ement ance ence able ible ment ant ent ism ate iti ous ive ize al er ic'.split(' ')

/** Where the region behind the first consonant after a vowel begins, from `from` on. */
function region(word: string, from: number): number {
  const match = new RegExp(`${VOWEL}[^aeiouy]`).exec(word.slice(from))
  return match ? from + match.index + 2 : word.length
}

function endsInShortSyllable(word: string): boolean {
  return /(?:^|[^aeiouy])[aeiouy][^aeiouywxY]$/.test(word) || /^[aeiouy][^aeiouy]$/.test(word)
}

export function englishStem(original: string): string {
  let word = original.toLowerCase()
  if (word.length <= 2) return word
  const exception = EXCEPTIONS[word]
  if (exception) return exception
  if (INVARIANT.has(word)) return word
  word = word
    .replace(/^'/, '')
    .replace(/^y/, 'Y')
    .replace(/([aeiouy])y/g, '$1Y')
  const prefix = /^(?:gener|commun|arsen)/.exec(word)
  const r1 = prefix ? prefix[0].length : region(word, 0)
  const r2 = region(word, r1)
  word = plural(word)
  if (SETTLED.has(word)) return word
  word = pastOrProgressive(word, r1).replace(/(.[^aeiouy])[yY]$/, '$1i')
  word = replaced(word, STEP_2, r1) ?? adverb(word, r1)
  word = replaced(word, STEP_3, r1) ?? (word.endsWith('ative') && word.length - 5 >= r2 ? word.slice(0, -5) : word)
  word = stripped(word, r2)
  return finished(word, r1, r2).replaceAll('Y', 'y')
}

/** Steps 0 and 1a. */
function plural(given: string): string {
  const word = given.replace(/'s'$|'s$|'$/, '')
  if (word.endsWith('sses')) return word.slice(0, -2)
  if (/ie[ds]$/.test(word)) return word.slice(0, word.length > 4 ? -2 : -1)
  if (/(?:us|ss)$/.test(word)) return word
  return new RegExp(`${VOWEL}.+s$`).test(word) ? word.slice(0, -1) : word
}

/** Step 1b. */
function pastOrProgressive(word: string, r1: number): string {
  const agreed = /(eedly|eed)$/.exec(word)
  if (agreed) return agreed.index >= r1 ? `${word.slice(0, agreed.index)}ee` : word
  const ending = /(ingly|edly|ing|ed)$/.exec(word)
  if (!ending || !new RegExp(VOWEL).test(word.slice(0, ending.index))) return word
  const stem = word.slice(0, ending.index)
  if (/(?:at|bl|iz)$/.test(stem)) return `${stem}e`
  if (/(?:bb|dd|ff|gg|mm|nn|pp|rr|tt)$/.test(stem)) return stem.slice(0, -1)
  return stem.length <= r1 && endsInShortSyllable(stem) ? `${stem}e` : stem
}

/** The longest ending that matches is the only one tried; undefined where none does. */
function replaced(word: string, endings: [string, string][], r1: number): string | undefined {
  const found = endings.find(([ending]) => word.endsWith(ending))
  if (!found) return undefined
  const start = word.length - found[0].length
  return start >= r1 ? word.slice(0, start) + found[1] : word
}

/** The rest of step 2. */
function adverb(word: string, r1: number): string {
  if (word.endsWith('ogi')) return word.length - 3 >= r1 && /logi$/.test(word) ? word.slice(0, -1) : word
  return /[cdeghkmnrt]li$/.test(word) && word.length - 2 >= r1 ? word.slice(0, -2) : word
}

/** Step 4. */
function stripped(word: string, r2: number): string {
  const ending = STEP_4.find(each => word.endsWith(each)) ?? (/[st]ion$/.test(word) ? 'ion' : undefined)
  return ending && word.length - ending.length >= r2 ? word.slice(0, -ending.length) : word
}

/** Step 5. */
function finished(word: string, r1: number, r2: number): string {
  const start = word.length - 1
  if (word.endsWith('e')) {
    return start >= r2 || (start >= r1 && !endsInShortSyllable(word.slice(0, -1))) ? word.slice(0, -1) : word
  }
  return word.endsWith('ll') && start >= r2 ? word.slice(0, -1) : word
}
