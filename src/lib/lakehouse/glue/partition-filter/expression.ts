/**
 * The filter language of GetPartitions: conditions on partition keys joined by AND, OR, NOT and parentheses.
 * https://docs.aws.amazon.com/glue/latest/webapi/API_GetPartitions.html
 *
 *     or    := and ('OR' and)*
 *     and   := not ('AND' not)*
 *     not   := 'NOT' not | '(' or ')' | condition
 *     condition := key ('=' | '<>' | '!=' | '<' | '<=' | '>' | '>=') literal
 *                | key ['NOT'] 'LIKE' string
 *                | key ['NOT'] 'IN' '(' literal (',' literal)* ')'
 *                | key ['NOT'] 'BETWEEN' literal 'AND' literal
 *                | key 'IS' ['NOT'] 'NULL'
 */
import { type Token, tokens, unsupported } from './tokens.js'

export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>='

export type Expression =
  | { kind: 'and' | 'or'; left: Expression; right: Expression }
  | { kind: 'not'; term: Expression }
  | { kind: 'compare'; key: string; operator: Comparison; literal: string }
  | { kind: 'like'; key: string; pattern: string }
  | { kind: 'in'; key: string; literals: string[] }
  | { kind: 'between'; key: string; low: string; high: string }
  | { kind: 'null'; key: string }

const comparisons: Record<string, Comparison> = {
  '=': '=',
  '<>': '<>',
  '!=': '<>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
}

const keywords = new Set(['and', 'or', 'not', 'like', 'in', 'between', 'is', 'null'])

export function parseExpression(text: string): Expression {
  return new Parser(text).parse()
}

class Parser {
  private readonly tokens: Token[]
  private position = 0

  constructor(private readonly text: string) {
    this.tokens = tokens(text)
  }

  parse(): Expression {
    const expression = this.or()
    if (this.peek().kind !== 'end') this.fail()
    return expression
  }

  private or(): Expression {
    let left = this.and()
    while (this.accept('or')) left = { kind: 'or', left, right: this.and() }
    return left
  }

  private and(): Expression {
    let left = this.not()
    while (this.accept('and')) left = { kind: 'and', left, right: this.not() }
    return left
  }

  private not(): Expression {
    if (this.accept('not')) return { kind: 'not', term: this.not() }
    // `(key) = 1` opens like a group of conditions does: only what follows the parenthesis tells.
    if (this.symbolAhead(0, '(') && !this.parenthesizedKey()) {
      this.next()
      const group = this.or()
      this.expect(')')
      return group
    }
    return this.condition()
  }

  private parenthesizedKey(): boolean {
    let depth = 0
    while (this.symbolAhead(depth, '(')) depth++
    const kind = this.peek(depth).kind
    if (kind !== 'name' && kind !== 'word') return false
    for (let closing = 1; closing <= depth; closing++) {
      if (!this.symbolAhead(depth + closing, ')')) return false
    }
    return true
  }

  private symbolAhead(ahead: number, symbol: string): boolean {
    const token = this.peek(ahead)
    return token.kind === 'symbol' && token.text === symbol
  }

  private condition(): Expression {
    const key = this.key()
    const comparison = this.peek().kind === 'symbol' ? comparisons[this.peek().text] : undefined
    if (comparison) {
      this.next()
      return { kind: 'compare', key, operator: comparison, literal: this.literal() }
    }
    if (this.accept('is')) {
      const negated = this.accept('not')
      this.expect('null')
      return negate(negated, { kind: 'null', key })
    }
    const negated = this.accept('not')
    return negate(negated, this.membership(key))
  }

  private membership(key: string): Expression {
    if (this.accept('like')) return { kind: 'like', key, pattern: this.literal('string') }
    if (this.accept('between')) {
      const low = this.literal()
      this.expect('and')
      return { kind: 'between', key, low, high: this.literal() }
    }
    this.expect('in')
    this.expect('(')
    const literals = [this.literal()]
    while (this.accept(',')) literals.push(this.literal())
    this.expect(')')
    return { kind: 'in', key, literals }
  }

  private key(): string {
    return this.parenthesized(() => {
      const token = this.next()
      const isKey = token.kind === 'name' || (token.kind === 'word' && !keywords.has(token.text.toLowerCase()))
      return isKey ? token.text : this.fail()
    })
  }

  private literal(kind?: 'string'): string {
    return this.parenthesized(() => {
      const token = this.next()
      const isLiteral = token.kind === 'string' || (token.kind === 'number' && kind === undefined)
      return isLiteral ? token.text : this.fail()
    })
  }

  private parenthesized(inner: () => string): string {
    if (!this.accept('(')) return inner()
    const result = this.parenthesized(inner)
    this.expect(')')
    return result
  }

  private peek(ahead = 0): Token {
    return this.tokens[Math.min(this.position + ahead, this.tokens.length - 1)]!
  }

  private next(): Token {
    const token = this.peek()
    this.position++
    return token
  }

  private accept(text: string): boolean {
    const token = this.peek()
    const matches = (token.kind === 'word' || token.kind === 'symbol') && token.text.toLowerCase() === text
    if (matches) this.position++
    return matches
  }

  private expect(text: string): void {
    if (!this.accept(text)) this.fail()
  }

  private fail(): never {
    throw unsupported(this.text)
  }
}

const negate = (negated: boolean, term: Expression): Expression => (negated ? { kind: 'not', term } : term)
