import type { Identifier, Location, QualifiedName } from '../ast.js'
import { TrinoError } from '../trino-error.js'
import { HIVE_RESERVED, RESERVED } from './keywords.js'
import { type Token, tokenize } from './lexer.js'

/** Thrown where the grammar does not fit; `parse` turns it into Trino's message. One object, as speculation throws often. */
const MISMATCH = new Error('mismatched input')

/** The state of one parse: the tokens, the position, and (on the second pass over a wrong text) what was expected where. */
export class Cursor {
  readonly tokens: Token[]
  at = 0
  parameters = 0
  /** Filled only while explaining an error: what the grammar tried at the furthest token it reached. */
  private expected: Set<string> | undefined
  private furthest = 0
  /** In Hive mode: take names by Trino's rules too, as Athena does where it hands a short statement on to Trino's parser. */
  trinoNames = false

  constructor(
    readonly text: string,
    readonly hive: boolean,
  ) {
    this.tokens = tokenize(text, hive)
  }

  /** Whether this is the second pass, which notes what was expected. */
  get explaining(): boolean {
    return this.expected !== undefined
  }

  get token(): Token {
    return this.tokens[this.at]!
  }

  ahead(n: number): Token {
    return this.tokens[this.at + n] ?? this.tokens.at(-1)!
  }

  /** Whether the current token is this keyword (upper case) or operator. */
  is(key: string): boolean {
    if (this.token.key === key) return true
    if (this.expected) this.missed(`'${key}'`)
    return false
  }

  isAny(...keys: string[]): boolean {
    for (const key of keys) if (this.is(key)) return true
    return false
  }

  /** Whether these keys follow one another from here, without saying that they were expected. */
  follows(...keys: string[]): boolean {
    return keys.every((key, n) => this.ahead(n).key === key)
  }

  accept(key: string): boolean {
    if (!this.is(key)) return false
    this.at++
    return true
  }

  /** Takes all of the keys or none. */
  acceptAll(first: string, ...rest: string[]): boolean {
    if (!this.is(first) || !rest.every((key, n) => this.ahead(n + 1).key === key)) return false
    this.at += 1 + rest.length
    return true
  }

  expect(...keys: string[]) {
    for (const key of keys) if (!this.accept(key)) this.fail()
  }

  next(): Token {
    return this.tokens[this.at++]!
  }

  /** Says that something was possible here; it becomes part of the error's expecting-list. */
  missed(...what: string[]) {
    if (!this.expected || this.at < this.furthest) return
    if (this.at > this.furthest) {
      this.furthest = this.at
      this.expected.clear()
    }
    for (const one of what) this.expected.add(one)
  }

  fail(...expecting: string[]): never {
    this.missed(...expecting)
    throw MISMATCH
  }

  /** An error of its own wording at a token. */
  error(message: string, at: Token = this.token, name = 'SYNTAX_ERROR'): never {
    throw new TrinoError(name, message, at)
  }

  /** Runs `rule`; where the text does not fit it, goes back and answers undefined. */
  attempt<T>(rule: () => T): T | undefined {
    const { at, parameters } = this
    try {
      return rule()
    } catch (error) {
      if (error !== MISMATCH) throw error
      this.at = at
      this.parameters = parameters
      return undefined
    }
  }

  /** From `start` to the last token taken; line and column may be another token's, as Trino reports operators. */
  loc(start: Token | Location, at: Token | Location = start): Location {
    return { line: at.line, column: at.column, start: start.start, end: this.tokens[this.at - 1]!.end }
  }

  list<T>(item: () => T): T[] {
    const items = [item()]
    while (this.accept(',')) items.push(item())
    return items
  }

  parenthesized<T>(item: () => T): T[] {
    this.expect('(')
    const items = this.list(item)
    this.expect(')')
    return items
  }

  isIdentifier(token: Token = this.token): boolean {
    if (token.type === 'word') {
      if (!this.hive || this.trinoNames) return !RESERVED.has(token.key)
      // Hive's own lexer has no names that begin with an underscore: Athena asks for backticks.
      return !token.value.startsWith('_') && !HIVE_RESERVED.has(token.key)
    }
    if (this.trinoNames && token.type === 'string') return this.text.charAt(token.start) === '"'
    return token.type === 'quoted' || token.type === 'backquoted' || token.type === 'digit-word'
  }

  identifier(): Identifier {
    const token = this.token
    if (!this.isIdentifier(token)) this.fail('<identifier>')
    this.at++
    if (!this.hive) {
      if (token.type === 'backquoted') {
        this.error('backquoted identifiers are not supported; use double quotes to quote identifiers', token)
      }
      if (token.type === 'digit-word') {
        this.error('identifiers must not start with a digit; surround the identifier with double quotes', token)
      }
      if (token.type === 'quoted' && token.value === '')
        this.error('Zero-length delimited identifier not allowed', token)
    }
    const quoted = token.type === 'quoted' || token.type === 'backquoted' || token.type === 'string'
    return { kind: 'identifier', name: token.value, quoted, loc: this.loc(token) }
  }

  qualifiedName(): QualifiedName {
    const start = this.token
    const parts = [this.identifier()]
    while (this.accept('.')) parts.push(this.identifier())
    return { parts, loc: this.loc(start) }
  }

  string(): string {
    const token = this.token
    if (token.type === 'string') {
      this.at++
      return token.value
    }
    if (token.type === 'unicode-string') {
      this.at++
      return this.unicodeString(token)
    }
    return this.fail('<string>')
  }

  integer(): number {
    if (this.token.type !== 'integer') this.fail('<integer>')
    return Number(this.next().value.replaceAll('_', ''))
  }

  /** `U&'\0041' [UESCAPE '!']`. */
  private unicodeString(token: Token): string {
    let escapedBy = '\\'
    if (this.accept('UESCAPE')) {
      escapedBy = this.string()
      if (escapedBy.length !== 1 || /[\s"'+0-9A-Fa-f]/.test(escapedBy))
        this.error('Invalid Unicode escape character', token)
    }
    let result = ''
    for (let i = 0; i < token.value.length; i++) {
      const c = token.value.charAt(i)
      if (c !== escapedBy) {
        result += c
      } else if (token.value.charAt(i + 1) === escapedBy) {
        result += c
        i++
      } else {
        const long = token.value.charAt(i + 1) === '+'
        const digits = token.value.slice(i + (long ? 2 : 1), i + (long ? 8 : 5))
        if (!new RegExp(`^[0-9A-Fa-f]{${long ? 6 : 4}}$`).test(digits)) {
          this.error(`Incomplete escape sequence: ${digits}`, token)
        }
        const point = Number.parseInt(digits, 16)
        if (point > 0x10ffff) this.error(`Invalid escaped character: ${digits}`, token)
        if (point >= 0xd800 && point <= 0xdfff) {
          const advice = `Escaped character is a surrogate. Use '${escapedBy}+123456' instead.`
          this.error(`Invalid escaped character: ${digits}. ${advice}`, token)
        }
        result += String.fromCodePoint(point)
        i += digits.length + (long ? 1 : 0)
      }
    }
    return result
  }

  /** Starts over, noting expectations: only a wrong text pays for them. */
  private explain() {
    this.at = 0
    this.parameters = 0
    this.furthest = 0
    this.expected = new Set()
  }

  /** Runs `rule` over the whole text. A mismatch becomes Trino's SYNTAX_ERROR at the furthest token the grammar reached. */
  parse<T>(rule: () => T): T {
    const whole = () => {
      const result = rule()
      if (this.token.type !== 'eof') this.fail('<EOF>')
      return result
    }
    try {
      return whole()
    } catch (error) {
      if (error !== MISMATCH) throw error
    }
    this.explain()
    try {
      return whole()
    } catch (error) {
      if (error !== MISMATCH) throw error
      const token = this.tokens[this.furthest]!
      const text = token.type === 'eof' ? '<EOF>' : this.text.slice(token.start, token.end)
      const expecting = [...(this.expected ?? [])].sort((a, b) => (a < b ? -1 : 1)).join(', ')
      throw new TrinoError('SYNTAX_ERROR', `mismatched input '${text}'. Expecting: ${expecting}`, token)
    }
  }
}
