import type { TrinoType } from '../types/type.js'

/** A type in a signature: type variables (`T`), numeric ones (`p`, `n`), and everything else. */
export type TypePattern =
  | { kind: 'variable'; name: string }
  | { kind: 'exact'; type: TrinoType }
  | { kind: 'decimal'; precision: NumberPattern; scale: NumberPattern }
  | { kind: 'varchar' | 'char'; length: NumberPattern }
  | { kind: 'time' | 'timestamp'; precision: NumberPattern; withTimeZone: boolean }
  | { kind: 'array'; element: TypePattern }
  | { kind: 'map'; key: TypePattern; value: TypePattern }
  | { kind: 'row'; fields: { name?: string; type: TypePattern }[] }
  /** `row`: any row. */
  | { kind: 'any-row' }
  | { kind: 'function'; args: TypePattern[]; result: TypePattern }

export type NumberPattern = number | string

export interface Signature {
  args: TypePattern[]
  variadic: boolean
  result: TypePattern
  constraints: Map<string, ('orderable' | 'comparable')[]>
  /** As Trino's errors print it: `T, function(T,boolean)`. */
  text: string
}

const cache = new Map<string, Signature>()

export function parseSignature(text: string): Signature {
  let signature = cache.get(text)
  if (!signature) {
    signature = new SignatureReader(text).read()
    cache.set(text, signature)
  }
  return signature
}

const simple = new Set(
  'unknown boolean tinyint smallint integer bigint real double varbinary json date uuid ipaddress'.split(' '),
)

class SignatureReader {
  private at = 0
  constructor(private readonly text: string) {}

  read(): Signature {
    const args: TypePattern[] = []
    const spellings: string[] = []
    let variadic = false
    this.expect('(')
    while (!this.take(')')) {
      this.skip()
      const start = this.at
      args.push(this.type())
      spellings.push(this.text.slice(start, this.at).trim())
      if (this.take('...')) variadic = true
      this.take(',')
    }
    this.expect('->')
    const result = this.type()
    return { args, variadic, result, constraints: this.constraints(), text: spellings.join(', ') }
  }

  private constraints(): Signature['constraints'] {
    const found: Signature['constraints'] = new Map()
    const rest = this.text.slice(this.at)
    for (const match of rest.matchAll(/\b([A-Z])\s*:\s*(orderable|comparable)/g)) {
      const name = match[1] as string
      found.set(name, [...(found.get(name) ?? []), match[2] as 'orderable' | 'comparable'])
    }
    return found
  }

  private type(): TypePattern {
    const word = this.word()
    if (/^[A-Z]\d?$/.test(word)) return { kind: 'variable', name: word }
    if (simple.has(word)) return { kind: 'exact', type: { kind: word } as TrinoType }
    switch (word) {
      case 'interval': {
        const days = this.take('day to second')
        if (!days) this.expect('year to month')
        return { kind: 'exact', type: { kind: days ? 'interval day to second' : 'interval year to month' } }
      }
      case 'decimal': {
        const [precision = 38, scale = 0] = this.numbers()
        return { kind: 'decimal', precision, scale }
      }
      case 'varchar': {
        const [length] = this.numbers()
        return length === undefined ? { kind: 'exact', type: { kind: 'varchar' } } : { kind: 'varchar', length }
      }
      case 'char': {
        const [length = 1] = this.numbers()
        return { kind: 'char', length }
      }
      case 'time':
      case 'timestamp': {
        const [precision = 3] = this.numbers()
        return { kind: word, precision, withTimeZone: this.take('with time zone') }
      }
      case 'array': {
        const [element] = this.types()
        return { kind: 'array', element: element as TypePattern }
      }
      case 'map': {
        const [key, value] = this.types()
        return { kind: 'map', key: key as TypePattern, value: value as TypePattern }
      }
      case 'row':
        return this.rowType()
      case 'function': {
        const types = this.types()
        return { kind: 'function', args: types.slice(0, -1), result: types.at(-1) as TypePattern }
      }
      default:
        throw new Error(`signature ${this.text}: unknown type ${word}`)
    }
  }

  private rowType(): TypePattern {
    if (!this.take('(')) return { kind: 'any-row' }
    const fields: { name?: string; type: TypePattern }[] = []
    while (!this.take(')')) {
      const before = this.at
      const first = this.word()
      this.skip()
      const next = this.text[this.at] ?? ''
      if (next === ',' || next === ')' || next === '(' || /^(interval|timestamp|time)$/.test(first)) {
        this.at = before
        fields.push({ type: this.type() })
      } else {
        fields.push({ name: first.toLowerCase(), type: this.type() })
      }
      this.take(',')
    }
    return { kind: 'row', fields }
  }

  private types(): TypePattern[] {
    const types: TypePattern[] = []
    this.expect('(')
    while (!this.take(')')) {
      types.push(this.type())
      this.take(',')
    }
    return types
  }

  private numbers(): NumberPattern[] {
    const numbers: NumberPattern[] = []
    if (!this.take('(')) return numbers
    while (!this.take(')')) {
      const word = this.word()
      numbers.push(/^\d+$/.test(word) ? Number(word) : word)
      this.take(',')
    }
    return numbers
  }

  private skip() {
    while (this.text[this.at] === ' ') this.at++
  }
  private take(token: string): boolean {
    this.skip()
    if (!this.text.startsWith(token, this.at)) return false
    this.at += token.length
    return true
  }
  private expect(token: string) {
    if (!this.take(token)) throw new Error(`signature ${this.text}: ${token} expected at ${this.at}`)
  }
  private word(): string {
    this.skip()
    const match = /^"?([A-Za-z_0-9]+)"?/.exec(this.text.slice(this.at))
    if (!match) throw new Error(`signature ${this.text}: a type expected at ${this.at}`)
    this.at += match[0].length
    return match[1] as string
  }
}
