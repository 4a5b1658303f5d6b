import { TrinoError } from '../../trino-error.js'

/** A parsed SQL/JSON path (ISO 9075-2; Trino's JsonPath.g4). */
export interface JsonPath {
  lax: boolean
  root: PathNode
}

export type PathNode =
  | { kind: 'literal'; value: string | bigint | number | boolean | null }
  | { kind: 'context' | 'current' | 'last' }
  | { kind: 'variable'; name: string }
  | { kind: 'member'; base: PathNode; name: string | undefined }
  | { kind: 'descendant'; base: PathNode; name: string }
  | { kind: 'elements'; base: PathNode; ranges: { from: PathNode; to?: PathNode }[] | undefined }
  | { kind: 'filter'; base: PathNode; predicate: Predicate }
  | { kind: 'method'; base: PathNode; name: Method }
  | { kind: 'negative'; base: PathNode }
  | { kind: 'arithmetic'; operator: '+' | '-' | '*' | '/' | '%'; left: PathNode; right: PathNode }

export type Predicate =
  | { kind: 'comparison'; operator: '==' | '<>' | '<' | '<=' | '>' | '>='; left: PathNode; right: PathNode }
  | { kind: 'starts-with'; value: PathNode; prefix: PathNode }
  | { kind: 'exists'; path: PathNode }
  | { kind: 'not' | 'is-unknown'; operand: Predicate }
  | { kind: 'and' | 'or'; left: Predicate; right: Predicate }

const METHODS = ['type', 'size', 'double', 'ceiling', 'floor', 'abs', 'keyvalue'] as const
export type Method = (typeof METHODS)[number]

const TOKEN =
  /\s*("(?:[^"\\]|\\.)*"|\$[A-Za-z_]\w*|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|[A-Za-z_]\w*|\.\.|&&|\|\||==|<>|!=|<=|>=|[$@.*?()[\],+\-/%!<>])/y

const parsed = new Map<string, JsonPath>()

/** Throws Trino's SYNTAX_ERROR for what is no path. */
export function parseJsonPath(text: string): JsonPath {
  let path = parsed.get(text)
  if (!path) {
    if (parsed.size > 500) parsed.clear()
    path = new PathReader(text).path()
    parsed.set(text, path)
  }
  return path
}

class PathReader {
  private readonly tokens: string[] = []
  private at = 0

  constructor(text: string) {
    TOKEN.lastIndex = 0
    const source = text.trimEnd()
    for (let end = 0; end < source.length; end = TOKEN.lastIndex) {
      const match = TOKEN.exec(source)
      if (!match)
        throw new TrinoError('SYNTAX_ERROR', `token recognition error at: '${source.slice(end).trimStart()[0]}'`)
      this.tokens.push(match[1]!)
    }
  }

  path(): JsonPath {
    const mode = this.token
    if (mode !== 'lax' && mode !== 'strict') this.fail("{'lax', 'strict'}")
    this.at++
    const root = this.sum()
    if (this.at < this.tokens.length) this.fail('<EOF>')
    return { lax: mode === 'lax', root }
  }

  private get token(): string {
    return this.tokens[this.at] ?? '<EOF>'
  }

  private fail(expecting: string): never {
    throw new TrinoError('SYNTAX_ERROR', `mismatched input '${this.token}' expecting ${expecting}`)
  }

  private accept(token: string): boolean {
    if (this.token !== token) return false
    this.at++
    return true
  }

  private expect(token: string) {
    if (!this.accept(token)) this.fail(`'${token}'`)
  }

  private sum(): PathNode {
    let left = this.product()
    for (let operator = this.token; operator === '+' || operator === '-'; operator = this.token) {
      this.at++
      left = { kind: 'arithmetic', operator, left, right: this.product() }
    }
    return left
  }

  private product(): PathNode {
    let left = this.signed()
    for (let operator = this.token; operator === '*' || operator === '/' || operator === '%'; operator = this.token) {
      this.at++
      left = { kind: 'arithmetic', operator, left, right: this.signed() }
    }
    return left
  }

  private signed(): PathNode {
    if (this.accept('-')) return { kind: 'negative', base: this.signed() }
    if (this.accept('+')) return this.signed()
    return this.accessors(this.primary())
  }

  private primary(): PathNode {
    const token = this.token
    this.at++
    if (token === '(') {
      const inner = this.sum()
      this.expect(')')
      return inner
    }
    if (token === '$') return { kind: 'context' }
    if (token === '@') return { kind: 'current' }
    if (token === 'last') return { kind: 'last' }
    if (token === 'true' || token === 'false') return { kind: 'literal', value: token === 'true' }
    if (token === 'null') return { kind: 'literal', value: null }
    if (token.startsWith('$')) return { kind: 'variable', name: token.slice(1) }
    if (token.startsWith('"')) return { kind: 'literal', value: unquote(token) }
    if (/^\d+$/.test(token)) return { kind: 'literal', value: BigInt(token) }
    if (/^\d/.test(token)) return { kind: 'literal', value: Number(token) }
    this.at--
    return this.fail('a path')
  }

  private accessors(start: PathNode): PathNode {
    let base = start
    for (;;) {
      if (this.accept('.')) base = this.afterDot(base)
      else if (this.accept('..')) base = { kind: 'descendant', base, name: this.name() }
      else if (this.accept('[')) base = { kind: 'elements', base, ranges: this.ranges() }
      else if (this.accept('?')) {
        this.expect('(')
        base = { kind: 'filter', base, predicate: this.either() }
        this.expect(')')
      } else return base
    }
  }

  private afterDot(base: PathNode): PathNode {
    if (this.accept('*')) return { kind: 'member', base, name: undefined }
    const name = this.name()
    if (!this.accept('(')) return { kind: 'member', base, name }
    const method = METHODS.find(each => each === name)
    if (!method) throw new TrinoError('NOT_SUPPORTED', `${name} method in JSON path is not yet supported`)
    this.expect(')')
    return { kind: 'method', base, name: method }
  }

  private name(): string {
    const token = this.token
    if (!/^["A-Za-z_]/.test(token)) this.fail('an identifier')
    this.at++
    return token.startsWith('"') ? unquote(token) : token
  }

  private ranges(): { from: PathNode; to?: PathNode }[] | undefined {
    if (this.accept('*')) {
      this.expect(']')
      return undefined
    }
    const ranges: { from: PathNode; to?: PathNode }[] = []
    do {
      const from = this.sum()
      ranges.push({ from, to: this.accept('to') ? this.sum() : undefined })
    } while (this.accept(','))
    this.expect(']')
    return ranges
  }

  private either(): Predicate {
    let left = this.both()
    while (this.accept('||')) left = { kind: 'or', left, right: this.both() }
    return left
  }

  private both(): Predicate {
    let left = this.predicate()
    while (this.accept('&&')) left = { kind: 'and', left, right: this.predicate() }
    return left
  }

  private predicate(): Predicate {
    if (this.accept('!')) return { kind: 'not', operand: this.predicate() }
    if (this.accept('exists')) {
      this.expect('(')
      const path = this.sum()
      this.expect(')')
      return { kind: 'exists', path }
    }
    return this.token === '(' ? (this.parenthesized() ?? this.compared()) : this.compared()
  }

  /** A predicate in parentheses; undefined where the parenthesis opens an arithmetic expression. */
  private parenthesized(): Predicate | undefined {
    const start = this.at
    this.at++
    try {
      const operand = this.either()
      this.expect(')')
      if (!this.accept('is')) return operand
      this.expect('unknown')
      return { kind: 'is-unknown', operand }
    } catch (error) {
      if (!(error instanceof TrinoError) || error.errorName !== 'SYNTAX_ERROR') throw error
      this.at = start
      return undefined
    }
  }

  private compared(): Predicate {
    const left = this.sum()
    if (this.accept('starts')) {
      this.expect('with')
      return { kind: 'starts-with', value: left, prefix: this.sum() }
    }
    if (this.token === 'like_regex') {
      throw new TrinoError('NOT_SUPPORTED', 'like_regex predicate in JSON path is not yet supported')
    }
    const operator = (['==', '<>', '<', '<=', '>', '>=', '!='] as const).find(each => each === this.token)
    if (!operator) this.fail('a comparison')
    this.at++
    return { kind: 'comparison', operator: operator === '!=' ? '<>' : operator, left, right: this.sum() }
  }
}

function unquote(token: string): string {
  return JSON.parse(token) as string
}
