/**
 * Keys as file names. An ordinary key is its own relative path. A segment that no file system can hold as it is (empty,
 * `.`, `..`, control characters, too long) is written as `.~` and a percent-encoding of its bytes, cut into a chain of
 * `.~+` folders when it is long. The mapping is injective and can be read back, so the files alone tell the keys.
 */
import { join } from 'node:path'
import { StoreError } from './store-error.js'

const MARK = '.~'
/** One link of a chain: the name goes on in the folder below. */
const CHAIN = '.~+'
/** An object whose plain name is taken by a folder, as with the keys `a` and `a/b`. */
const BESIDE = '.~!'
const MAX_PLAIN_BYTES = 240
const MAX_ENCODED_CHARS = 200
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
const MAX_KEY_BYTES = 1024

export class KeyPaths {
  /** @param foldsCase whether the file system takes `A` and `a` for one name, as macOS does by default. */
  constructor(private readonly foldsCase: boolean) {}

  /** Where an object is, relative to its bucket's folder. */
  file(key: string): string {
    assertKey(key)
    if (this.#isPlainKey(key)) return key
    return join(...key.split('/').flatMap(segment => this.#names(segment)))
  }

  /** Where it is when a folder has its plain name. */
  beside(key: string): string {
    const segments = key.split('/')
    const last = chain(encode(segments.pop()!), BESIDE)
    return join(...segments.flatMap(segment => this.#names(segment)), ...last)
  }

  /** The folder of the keys that start with `prefix`, which is empty or ends in a slash. */
  folder(prefix: string): string {
    if (prefix === '') return ''
    return join(
      ...prefix
        .slice(0, -1)
        .split('/')
        .flatMap(segment => this.#names(segment)),
    )
  }

  /** What a directory entry stands for; undefined for files that this mapping never writes. */
  read(name: string): { kind: 'segment' | 'chain' | 'beside'; text: string } | undefined {
    if (!name.startsWith(MARK)) return this.#isPlain(name) ? { kind: 'segment', text: name } : undefined
    if (name.startsWith(CHAIN)) return { kind: 'chain', text: name.slice(CHAIN.length) }
    if (name.startsWith(BESIDE)) return { kind: 'beside', text: name.slice(BESIDE.length) }
    return { kind: 'segment', text: name }
  }

  /** The segment that a chain of encoded pieces spells; undefined when the encoding is not ours. */
  segment(pieces: string): string | undefined {
    if (!pieces.startsWith(MARK)) return pieces
    return decode(pieces.slice(MARK.length))
  }

  #names(segment: string): string[] {
    return this.#isPlain(segment) ? [segment] : chain(encode(segment), MARK)
  }

  #isPlainKey(key: string): boolean {
    // The fast path: nothing to escape anywhere and no segment long enough to matter.
    if (key.length <= MAX_PLAIN_BYTES / 4 && SAFE_KEY.test(key) && !this.foldsCase) return true
    return key.split('/').every(segment => this.#isPlain(segment))
  }

  #isPlain(segment: string): boolean {
    if (segment === '' || segment === '.' || segment === '..' || segment.startsWith(MARK)) return false
    if (UNSAFE.test(segment) || (this.foldsCase && FOLDED.test(segment))) return false
    return segment.length <= MAX_PLAIN_BYTES / 4 || Buffer.byteLength(segment) <= MAX_PLAIN_BYTES
  }
}

// Every segment starts with a letter, digit or `_`, so it is neither empty, nor dots, nor marked.
const SAFE_KEY = /^\w[\w.=-]*(?:\/\w[\w.=-]*)*$/
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const UNSAFE = /[\u0000-\u001f\u007f\\]/
const FOLDED = /[^\u0020-\u0040\u005b-\u007e]/

function assertKey(key: string): void {
  if (key === '') throw new StoreError('NoSuchKey', 'A key is at least one character long')
  if (key.length > MAX_KEY_BYTES / 4 && Buffer.byteLength(key) > MAX_KEY_BYTES) {
    throw new StoreError('KeyTooLongError', 'Your key is too long')
  }
}

function encode(segment: string): string {
  let encoded = ''
  for (const byte of Buffer.from(segment)) {
    const char = String.fromCharCode(byte)
    encoded += /[a-z0-9_.=-]/.test(char) ? char : `%${byte.toString(16).padStart(2, '0')}`
  }
  return encoded
}

function decode(encoded: string): string | undefined {
  try {
    const segment = decodeURIComponent(encoded)
    return encode(segment) === encoded ? segment : undefined
  } catch {
    return undefined
  }
}

function chain(encoded: string, lastMark: string): string[] {
  const names: string[] = []
  let rest = encoded
  while (rest.length > MAX_ENCODED_CHARS) {
    names.push(CHAIN + rest.slice(0, MAX_ENCODED_CHARS))
    rest = rest.slice(MAX_ENCODED_CHARS)
  }
  return [...names, lastMark + rest]
}

/** Orders keys by their UTF-8 bytes, as S3 lists them; JavaScript's own order differs above U+FFFF. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    let x = a.charCodeAt(i)
    let y = b.charCodeAt(i)
    if (x === y) continue
    // Surrogates (pairs above U+FFFF) come after U+E000..U+FFFF in UTF-8.
    if (x >= 0xd800 && y >= 0xd800) {
      x = x >= 0xe000 ? x - 0x800 : x + 0x2000
      y = y >= 0xe000 ? y - 0x800 : y + 0x2000
    }
    return x - y
  }
  return a.length - b.length
}
