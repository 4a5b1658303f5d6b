export type TokenType =
  | 'word'
  | 'quoted'
  | 'backquoted'
  | 'digit-word'
  | 'string'
  | 'unicode-string'
  | 'binary'
  | 'integer'
  | 'decimal'
  | 'double'
  | 'operator'
  | 'unrecognized'
  | 'eof'

export interface Token {
  type: TokenType
  /** What the grammar compares: a word in upper case, an operator's characters; empty for all other tokens. */
  key: string
  /** The text between the quotes with its escapes resolved; the token's own text elsewhere. */
  value: string
  line: number
  column: number
  start: number
  end: number
}

const TWO_CHARACTER_OPERATORS = new Set(['<>', '!=', '<=', '>=', '||', '->', '=>'])
const ONE_CHARACTER_OPERATORS = new Set('=<>+-*/%?;.,()[]:{}|^$')
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y
const DIGIT_WORD = /[0-9][A-Za-z0-9_]+/y
const INTEGER = /0[xX](?:_?[0-9A-Fa-f])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|[0-9](?:_?[0-9])*/y
const DECIMAL = /[0-9](?:_?[0-9])*\.(?:[0-9](?:_?[0-9])*)?|\.[0-9](?:_?[0-9])*/y
const DOUBLE = /[0-9]+(?:\.[0-9]*)?[eE][+-]?[0-9]+|\.[0-9]+[eE][+-]?[0-9]+/y

/**
 * Splits a statement into tokens by the lexer rules of Trino's SqlBase.g4; the longest match wins, as in ANTLR.
 * In `hive` mode strings follow Hive instead: single or double quotes, with backslash escapes.
 * The last token is always `eof`; semicolons at the end are dropped.
 */
export function tokenize(text: string, hive = false): Token[] {
  const tokens: Token[] = []
  let line = 1
  let lineStart = 0
  let at = 0

  const push = (type: TokenType, key: string, value: string, end: number) => {
    tokens.push({ type, key, value, line, column: at - lineStart + 1, start: at, end })
    advance(end)
  }
  const advance = (end: number) => {
    for (let i = text.indexOf('\n', at); i !== -1 && i < end; i = text.indexOf('\n', i + 1)) {
      line++
      lineStart = i + 1
    }
    at = end
  }

  while (at < text.length) {
    const c = text.charCodeAt(at)
    if (c === 10) {
      line++
      lineStart = ++at
    } else if (c === 32 || c === 9 || c === 13) {
      at++
    } else if (c === 45 && text.charCodeAt(at + 1) === 45) {
      const end = text.indexOf('\n', at)
      at = end === -1 ? text.length : end
    } else if (c === 47 && text.charCodeAt(at + 1) === 42 && text.indexOf('*/', at + 2) !== -1) {
      advance(text.indexOf('*/', at + 2) + 2)
    } else if (isWordStart(c)) {
      const prefixed = prefixedString(text, at, c)
      if (prefixed) push(prefixed.type, '', prefixed.value, prefixed.end)
      else {
        const end = matchEnd(WORD, text, at)
        const word = text.slice(at, end)
        push('word', word.toUpperCase(), word, end)
      }
    } else if (isDigit(c) || (c === 46 && isDigit(text.charCodeAt(at + 1)))) {
      const number = numberToken(text, at)
      push(number.type, '', text.slice(at, number.end), number.end)
    } else {
      const quoted = quotedToken(text, at, hive)
      if (quoted) push(quoted.type, '', quoted.value, quoted.end)
      else {
        const two = text.slice(at, at + 2)
        const one = text.charAt(at)
        if (TWO_CHARACTER_OPERATORS.has(two)) push('operator', two, two, at + 2)
        else if (ONE_CHARACTER_OPERATORS.has(one)) push('operator', one, one, at + 1)
        else push('unrecognized', '', one, at + 1)
      }
    }
  }

  push('eof', '', '<EOF>', at)
  dropTrailingSemicolons(tokens)
  return tokens
}

function dropTrailingSemicolons(tokens: Token[]) {
  while (tokens.length > 1 && tokens.at(-2)?.key === ';') {
    const [semicolon, eof] = tokens.splice(-2, 2) as [Token, Token]
    tokens.push({ ...semicolon, type: eof.type, key: '', value: eof.value, end: semicolon.start })
  }
}

function isWordStart(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95
}

function isDigit(c: number): boolean {
  return c >= 48 && c <= 57
}

function matchEnd(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : at
}

/** `U&'…'` and `X'…'`, which begin like a word. */
function prefixedString(
  text: string,
  at: number,
  c: number,
): { type: TokenType; value: string; end: number } | undefined {
  if ((c === 85 || c === 117) && text.startsWith("&'", at + 1)) {
    const end = quoteEnd(text, at + 2, "'")
    if (end !== -1) {
      return { type: 'unicode-string', value: text.slice(at + 3, end - 1).replaceAll("''", "'"), end }
    }
  }
  if ((c === 88 || c === 120) && text.charCodeAt(at + 1) === 39) {
    const end = text.indexOf("'", at + 2)
    if (end !== -1) return { type: 'binary', value: text.slice(at + 2, end), end: end + 1 }
  }
  return undefined
}

function numberToken(text: string, at: number): { type: TokenType; end: number } {
  const integer = matchEnd(INTEGER, text, at)
  let best: { type: TokenType; end: number } = { type: 'integer', end: integer }
  // ANTLR takes the longest match, and on a tie the rule that comes first.
  for (const [type, pattern] of [
    ['decimal', DECIMAL],
    ['double', DOUBLE],
    ['digit-word', DIGIT_WORD],
  ] as const) {
    const end = matchEnd(pattern, text, at)
    if (end > best.end) best = { type, end }
  }
  return best
}

function quotedToken(
  text: string,
  at: number,
  hive: boolean,
): { type: TokenType; value: string; end: number } | undefined {
  const quote = text.charAt(at)
  if (quote !== "'" && quote !== '"' && quote !== '`') return undefined
  if (hive && quote !== '`') {
    const end = hiveQuoteEnd(text, at, quote)
    return end === -1 ? undefined : { type: 'string', value: unescapeHive(text.slice(at + 1, end - 1)), end }
  }
  const end = quoteEnd(text, at, quote)
  if (end === -1) return undefined
  const type = quote === "'" ? 'string' : quote === '"' ? 'quoted' : 'backquoted'
  return { type, value: text.slice(at + 1, end - 1).replaceAll(quote + quote, quote), end }
}

/** The offset after the closing quote, a doubled quote being part of the text; -1 where it is missing. */
function quoteEnd(text: string, at: number, quote: string): number {
  let end = text.indexOf(quote, at + 1)
  while (end !== -1 && text.charAt(end + 1) === quote) end = text.indexOf(quote, end + 2)
  return end === -1 ? -1 : end + 1
}

function hiveQuoteEnd(text: string, at: number, quote: string): number {
  for (let i = at + 1; i < text.length; i++) {
    const c = text.charAt(i)
    if (c === '\\') i++
    else if (c === quote) return i + 1
  }
  return -1
}

const HIVE_ESCAPES: Record<string, string> = {
  '0': '\0',
  b: '\b',
  n: '\n',
  r: '\r',
  t: '\t',
  Z: '\x1a',
  '%': '\\%',
  _: '\\_',
}

/** Hive's `unescapeSQLString`: octal and \u escapes, the letters above, else the character itself. */
function unescapeHive(text: string): string {
  return text.replace(/\\(?:([0-3][0-7]{2})|u([0-9A-Fa-f]{4})|([\s\S]))/g, (_, octal, unicode, character) => {
    if (octal) return String.fromCharCode(Number.parseInt(octal, 8))
    if (unicode) return String.fromCharCode(Number.parseInt(unicode, 16))
    return HIVE_ESCAPES[character] ?? character
  })
}
