/** The text at hand is not JSON. */
export class JsonSyntaxError extends Error {}

const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y
const BLANK = /[ \t\r\n]*/y
const PLAIN_STRING = /"[^"\\\p{Cc}]*"/uy

/**
 * Reads JSON text value by value, without building it: Trino's extraction functions stop where they have what they want,
 * and numbers must keep their digits.
 */
export class JsonReader {
  at = 0
  constructor(readonly text: string) {}

  /** The first character of the next token, blanks skipped; empty at the end. */
  peek(): string {
    BLANK.lastIndex = this.at
    BLANK.test(this.text)
    this.at = BLANK.lastIndex
    return this.text.charAt(this.at)
  }

  fail(): never {
    throw new JsonSyntaxError('invalid JSON')
  }

  expect(character: string) {
    if (this.peek() !== character) this.fail()
    this.at++
  }

  /** Whether another member or element follows; takes the comma or the closing bracket. */
  more(close: string, first: boolean): boolean {
    const c = this.peek()
    if (c === close) {
      this.at++
      return false
    }
    if (!first) {
      if (c !== ',') this.fail()
      this.at++
      if (this.peek() === close) this.fail()
    }
    return true
  }

  key(): string {
    const key = this.string()
    this.expect(':')
    return key
  }

  string(): string {
    if (this.peek() !== '"') this.fail()
    const start = this.at
    PLAIN_STRING.lastIndex = start
    if (PLAIN_STRING.test(this.text)) {
      this.at = PLAIN_STRING.lastIndex
      return this.text.slice(start + 1, this.at - 1)
    }
    let end = start + 1
    while (end < this.text.length && this.text[end] !== '"') end += this.text[end] === '\\' ? 2 : 1
    try {
      const value = JSON.parse(this.text.slice(start, end + 1)) as string
      this.at = end + 1
      return value
    } catch {
      return this.fail()
    }
  }

  /** A number, true, false or null, as written. */
  word(): string {
    const start = this.at
    NUMBER.lastIndex = start
    if (NUMBER.test(this.text)) this.at = NUMBER.lastIndex
    else {
      const word = ['true', 'false', 'null'].find(each => this.text.startsWith(each, start))
      if (!word) this.fail()
      this.at += word.length
    }
    if (/[\w.+-]/.test(this.text.charAt(this.at))) this.fail()
    return this.text.slice(start, this.at)
  }

  skip() {
    const c = this.peek()
    if (c === '"') this.string()
    else if (c === '{') this.object(() => this.skip())
    else if (c === '[') this.array(() => this.skip())
    else this.word()
  }

  object(member: (key: string) => void) {
    this.expect('{')
    for (let first = true; this.more('}', first); first = false) member(this.key())
  }

  array(element: (index: number) => void) {
    this.expect('[')
    for (let i = 0; this.more(']', i === 0); i++) element(i)
  }

  end() {
    if (this.peek() !== '') this.fail()
  }
}
