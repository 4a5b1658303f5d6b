import { invalidArgument, type NativeFunction } from '../native.js'
import { JsonReader, JsonSyntaxError } from './json-reader.js'
import { canonicalJson, printValue } from './json-text.js'

const paths = new Map<string, string[]>()
const STEP = /\.([\p{L}\p{N}_:]+)|\[([\p{L}\p{N}_:]+)\]|\["((?:[^"\\]|\\["\\])*)"\]/uy

/** Trino's own small JSON path: `$`, `.name`, `[0]`, `["name"]`. */
function steps(path: string): string[] {
  let found = paths.get(path)
  if (!found) {
    if (!path.startsWith('$')) throw invalidArgument(`Invalid JSON path: '${path}'`)
    found = []
    STEP.lastIndex = 1
    for (let at = 1; at < path.length; at = STEP.lastIndex) {
      const match = STEP.exec(path)
      if (!match) throw invalidArgument(`Invalid JSON path: '${path}'`)
      found.push(match[1] ?? match[2] ?? match[3]!.replace(/\\(.)/g, '$1'))
    }
    if (paths.size > 500) paths.clear()
    paths.set(path, found)
  }
  return found
}

/** Malformed text answers NULL in Trino's extraction functions. */
function orNull<T>(read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    if (error instanceof JsonSyntaxError) return null
    throw error
  }
}

/** Moves to the value at the path; false where there is none. What comes after it is not looked at. */
function seek(reader: JsonReader, path: string[]): boolean {
  for (const step of path) {
    const c = reader.peek()
    if (c === '{' ? !seekMember(reader, step) : c !== '[' || !seekElement(reader, step)) return false
  }
  return true
}

function seekMember(reader: JsonReader, name: string): boolean {
  reader.expect('{')
  for (let first = true; reader.more('}', first); first = false) {
    if (reader.key() === name) return true
    reader.skip()
  }
  return false
}

function seekElement(reader: JsonReader, step: string): boolean {
  if (!/^\d+$/.test(step)) return false
  reader.expect('[')
  for (let i = 0; reader.more(']', i === 0); i++) {
    if (i === Number(step)) return true
    reader.skip()
  }
  return false
}

function extract(text: string, path: string): string | null {
  const parsed = steps(path)
  return orNull(() => {
    const reader = new JsonReader(text)
    return seek(reader, parsed) ? printValue(reader, false) : null
  })
}

/** The scalar at the reader as Trino shows it: digits as written, strings without quotes; null for the rest. */
function scalar(reader: JsonReader): string | null {
  const c = reader.peek()
  if (c === '{' || c === '[') return null
  if (c === '"') return reader.string()
  const word = reader.word()
  return word === 'null' ? null : word
}

function extractScalar(text: string, path: string): string | null {
  const parsed = steps(path)
  return orNull(() => {
    const reader = new JsonReader(text)
    return seek(reader, parsed) ? scalar(reader) : null
  })
}

function size(text: string, path: string): bigint | null {
  const parsed = steps(path)
  return orNull(() => {
    const reader = new JsonReader(text)
    if (!seek(reader, parsed)) return null
    let count = 0n
    const counted = () => {
      count++
      reader.skip()
    }
    const c = reader.peek()
    if (c === '{') reader.object(counted)
    else if (c === '[') reader.array(counted)
    else reader.word()
    return count
  })
}

function arrayLength(text: string): bigint | null {
  return orNull(() => {
    const reader = new JsonReader(text)
    if (reader.peek() !== '[') return null
    let count = 0n
    reader.array(() => {
      count++
      reader.skip()
    })
    return count
  })
}

/** The n-th element, from the end for a negative n; strings come without quotes, as Trino has it. */
function arrayGet(text: string, index: bigint): string | null {
  return orNull(() => {
    const reader = new JsonReader(text)
    if (reader.peek() !== '[') return null
    const length = index < 0n ? arrayLength(text) : 0n
    if (length === null) return null
    const wanted = index < 0n ? length + index : index
    reader.expect('[')
    for (let i = 0n; reader.more(']', i === 0n); i++) {
      if (i === wanted) return /[[{]/.test(reader.peek()) ? printValue(reader, false) : scalar(reader)
      reader.skip()
    }
    return null
  })
}

/** `matches` sees each scalar element as written, strings in their quotes' stead marked. */
function arrayContains(text: string, matches: (word: string, isString: boolean) => boolean): boolean | null {
  return orNull(() => {
    const reader = new JsonReader(text)
    if (reader.peek() !== '[') return null
    reader.expect('[')
    for (let i = 0; reader.more(']', i === 0); i++) {
      const c = reader.peek()
      if (c === '{' || c === '[') reader.skip()
      else if (c === '"' ? matches(reader.string(), true) : matches(reader.word(), false)) return true
    }
    return false
  })
}

const isInteger = (word: string) => /^-?\d+$/.test(word)

function parse(text: string): string {
  try {
    return canonicalJson(text)
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error
    throw invalidArgument(`Cannot convert value to JSON: '${text}'`)
  }
}

function isScalar(text: string): boolean {
  const reader = new JsonReader(text)
  const scalarFirst = !/[[{]/.test(reader.peek())
  try {
    reader.skip()
    reader.end()
  } catch {
    throw invalidArgument(`Invalid JSON value: ${text}`)
  }
  return scalarFirst
}

export const json: NativeFunction[] = [
  { name: 't_json_parse', args: ['varchar'], returns: 'json', call: parse },
  {
    name: 't_json_extract',
    args: ['varchar', 'varchar'],
    returns: 'json',
    call: extract,
  },
  { name: 't_json_extract_scalar', args: ['varchar', 'varchar'], returns: 'varchar', call: extractScalar },
  { name: 't_json_size', args: ['varchar', 'varchar'], returns: 'bigint', call: size },
  { name: 't_json_array_length', args: ['varchar'], returns: 'bigint', call: arrayLength },
  { name: 't_json_array_get', args: ['varchar', 'bigint'], returns: 'json', call: arrayGet },
  { name: 't_is_json_scalar', args: ['varchar'], returns: 'boolean', call: isScalar },
  {
    name: 't_json_array_contains_varchar',
    args: ['varchar', 'varchar'],
    returns: 'boolean',
    call: (text: string, value: string) => arrayContains(text, (word, isString) => isString && word === value),
  },
  {
    name: 't_json_array_contains_bigint',
    args: ['varchar', 'bigint'],
    returns: 'boolean',
    call: (text: string, value: bigint) =>
      arrayContains(text, (word, isString) => !isString && isInteger(word) && BigInt(word) === value),
  },
  {
    name: 't_json_array_contains_double',
    args: ['varchar', 'double'],
    returns: 'boolean',
    call: (text: string, value: number) =>
      arrayContains(text, (word, isString) => !isString && /^-?\d.*[.eE]/.test(word) && Number(word) === value),
  },
  {
    name: 't_json_array_contains_boolean',
    args: ['varchar', 'boolean'],
    returns: 'boolean',
    call: (text: string, value: boolean) =>
      arrayContains(text, (word, isString) => !isString && word === String(value)),
  },
]
