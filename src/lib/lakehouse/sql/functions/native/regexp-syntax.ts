import { TrinoError } from '../../trino-error.js'
import { invalidArgument } from '../native.js'

const unsupported = (what: string) =>
  new TrinoError('NOT_SUPPORTED', `regular expressions with ${what} are not supported`)

const POSIX: Record<string, string> = {
  alpha: '\\p{Alphabetic}',
  digit: '\\p{Nd}',
  alnum: '\\p{Alphabetic}\\p{Nd}',
  upper: '\\p{Lu}',
  lower: '\\p{Ll}',
  punct: '\\p{P}\\p{S}',
  space: '\\s',
  blank: '\\t\\p{Zs}',
  cntrl: '\\p{Cc}',
  graph: '\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}',
  print: '\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}\\p{Zs}',
  xdigit: '0-9A-Fa-f',
  word: '\\p{L}\\p{M}\\p{N}\\p{Pc}',
  ascii: '\\x00-\\x7F',
}
const SPACE = '\\t\\n\\v\\f\\r '
const WORD = '\\p{L}\\p{M}\\p{N}\\p{Pc}'
const BOUNDARY = `(?:(?<=[${WORD}])(?![${WORD}])|(?<![${WORD}])(?=[${WORD}]))`
const CONTROLS: Record<string, string> = { t: '\\t', n: '\\n', r: '\\r', f: '\\f', v: '\\v', a: '\\x07', e: '\\x1B' }

/**
 * Translates a pattern of Java's syntax, as Joni (Trino's regular expression library) reads it, to JavaScript's with the
 * `v` flag: ASCII classes, `.` without newline only, `$` before a last newline, POSIX classes, `\Q…\E`, inline flags at the start.
 */
export function javaRegExp(pattern: string): RegExp {
  return new Translator(pattern).regExp()
}

class Translator {
  private at = 0
  private flags = 'gv'
  private dotAll = false
  private multiline = false
  private comments = false
  /** Set by a flag inside of the pattern, for what follows it in its group: JavaScript has no such flags, letters get both cases. */
  private foldCase = false
  private atoms = 0

  constructor(private readonly pattern: string) {}

  regExp(): RegExp {
    this.leadingFlags()
    const source = this.alternatives()
    if (this.at < this.pattern.length) throw invalidArgument('unmatched close parenthesis')
    try {
      return new RegExp(source, this.flags)
    } catch (error) {
      throw invalidArgument((error as Error).message.replace(/^Invalid regular expression: /, ''))
    }
  }

  /** Up to the parenthesis that closes the current group. */
  private alternatives(): string {
    const { foldCase, dotAll } = this
    let source = ''
    while (this.at < this.pattern.length && !this.peek(')')) {
      const item = this.item(this.next())
      const quantifier =
        item === '' ? undefined : /^(?:[*+?]|\{\d+(?:,\d*)?\})([?+]?)/.exec(this.pattern.slice(this.at))
      if (!quantifier) {
        source += item
        continue
      }
      this.at += quantifier[0].length
      source += quantifier[1] === '+' ? this.atomic(item + quantifier[0].slice(0, -1)) : item + quantifier[0]
    }
    this.foldCase = foldCase
    this.dotAll = dotAll
    return source
  }

  /** A look-ahead never gives back what it took: with a reference to it, it is an atomic group. */
  private atomic(source: string): string {
    if (/\((?!\?)|\\[1-9]/.test(source)) throw unsupported('capturing groups inside of atomic ones')
    const name = `atom${this.atoms++}`
    return `(?=(?<${name}>${source}))\\k<${name}>`
  }

  private next(): string {
    const c = String.fromCodePoint(this.pattern.codePointAt(this.at)!)
    this.at += c.length
    return c
  }

  private peek(text: string): boolean {
    return this.pattern.startsWith(text, this.at)
  }

  private leadingFlags() {
    for (;;) {
      const flags = /^\(\?([imsxu]*)\)/.exec(this.pattern.slice(this.at))
      if (!flags) return
      this.at += flags[0].length
      for (const flag of flags[1]!) {
        if (flag === 'i' && !this.flags.includes('i')) this.flags += 'i'
        if (flag === 's') this.dotAll = true
        if (flag === 'm') this.multiline = true
        if (flag === 'x') this.comments = true
      }
    }
  }

  private item(c: string): string {
    switch (c) {
      case '.':
        return this.dotAll ? '[\\s\\S]' : '[^\\n]'
      case '^':
        return this.multiline ? '(?<![^\\n])' : '(?<![\\s\\S])'
      case '$':
        return this.multiline ? '(?![^\\n])' : '(?=\\n?(?![\\s\\S]))'
      case '[':
        return this.characterClass()
      case '\\':
        return this.escaped(false)
      case '(':
        return this.group()
      case '*':
      case '+':
      case '?':
        throw invalidArgument('target of repeat operator is not specified')
      case '{':
      case '}':
      case ']':
        return `\\${c}`
      case '|':
        return c
      case '/':
        return '\\/'
    }
    if (this.comments && /\s/.test(c)) return ''
    if (this.comments && c === '#') {
      const end = this.pattern.indexOf('\n', this.at)
      this.at = end < 0 ? this.pattern.length : end + 1
      return ''
    }
    return this.folded(literal(c), c)
  }

  /** A literal in both cases where a flag asks for it. */
  private folded(source: string, c: string): string {
    if (!this.foldCase || c.toLowerCase() === c.toUpperCase()) return source
    return `[${c.toLowerCase()}${c.toUpperCase()}]`
  }

  private group(): string {
    const rest = this.pattern.slice(this.at)
    const [prefix = '', flags, ends] = /^\?(?:([imsx-]+)([:)])|[:=!>]|<[=!]|<[A-Za-z]\w*>)/.exec(rest) ?? []
    if (rest.startsWith('?') && !prefix) throw invalidArgument('undefined group option')
    this.at += prefix.length
    const { foldCase, dotAll } = this
    if (flags) this.innerFlags(flags)
    if (ends === ')') return ''
    const inner = this.alternatives()
    this.foldCase = foldCase
    this.dotAll = dotAll
    if (!this.peek(')')) throw invalidArgument('end pattern with unmatched parenthesis')
    this.at++
    if (prefix === '?>') return this.atomic(inner)
    return `(${flags ? '?:' : prefix}${inner})`
  }

  private innerFlags(flags: string) {
    const [on = '', off = ''] = flags.split('-')
    if (/[mx]/.test(flags)) throw unsupported(`the flags ${flags} inside the pattern`)
    if (on.includes('i')) this.foldCase = true
    if (off.includes('i')) this.foldCase = false
    if (on.includes('s')) this.dotAll = true
    if (off.includes('s')) this.dotAll = false
  }

  /** After a backslash. */
  private escaped(inClass: boolean): string {
    if (this.at >= this.pattern.length) throw invalidArgument('end pattern at escape')
    const c = this.next()
    switch (c) {
      case 'd':
      case 'D':
      case 'w':
      case 'W':
        // The i flag would widen \w and \W to non-ASCII letters that fold to ASCII ones.
        return { d: '[0-9]', D: '[^0-9]', w: '[A-Za-z0-9_]', W: '[^A-Za-z0-9_]' }[c]
      case 's':
        return `[${SPACE}]`
      case 'S':
        return `[^${SPACE}]`
      case 'h':
        return '[\\t\\p{Zs}]'
      case 'p':
      case 'P':
        return this.property(c)
      case 'b':
        return inClass ? '\\x08' : BOUNDARY
      case 'B':
        return `(?!${BOUNDARY})`
      case 'A':
        return '(?<![\\s\\S])'
      case 'z':
        return '(?![\\s\\S])'
      case 'Z':
        return '(?=\\n?(?![\\s\\S]))'
      case 'Q':
        return this.quoted()
      case 'x':
        return this.hex(/^(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{1,2}))/)
      case 'u':
        return this.hex(/^([0-9A-Fa-f]{4})/)
      case 'k':
        return '\\k'
      case 'G':
        throw unsupported('\\G')
    }
    if (CONTROLS[c]) return CONTROLS[c]
    if (/[1-9]/.test(c) && !inClass) return `\\${c}`
    if (c === '0') return '\\0'
    return inClass ? member(c) : this.folded(literal(c), c)
  }

  private hex(digits: RegExp): string {
    const found = digits.exec(this.pattern.slice(this.at))
    if (!found) throw invalidArgument('invalid hex escape')
    this.at += found[0].length
    return `\\u{${found[1] ?? found[2]}}`
  }

  private quoted(): string {
    const end = this.pattern.indexOf('\\E', this.at)
    const text = this.pattern.slice(this.at, end < 0 ? undefined : end)
    this.at = end < 0 ? this.pattern.length : end + 2
    return [...text].map(literal).join('')
  }

  private property(letter: string): string {
    const found = /^(?:\{(\^?)(\w+)\}|(\w))/.exec(this.pattern.slice(this.at))
    if (!found) throw invalidArgument('invalid character property name {}')
    this.at += found[0].length
    const name = found[2] ?? found[3]!
    const negated = (letter === 'P') !== (found[1] === '^')
    const members = POSIX[name.toLowerCase()]
    if (members) return `[${negated ? '^' : ''}${members.replace('\\s', SPACE)}]`
    for (const form of [name, `Script=${name}`]) {
      try {
        new RegExp(`\\p{${form}}`, 'v')
        return `\\${negated ? 'P' : 'p'}{${form}}`
      } catch {}
    }
    throw invalidArgument(`invalid character property name <${name}>`)
  }

  /** After `[`: nested classes, `&&` and POSIX brackets, as the `v` flag has them. */
  private characterClass(): string {
    let source = '['
    if (this.peek('^')) {
      this.at++
      source += '^'
    }
    if (this.peek(']')) {
      this.at++
      source += '\\]'
    }
    for (;;) {
      if (this.at >= this.pattern.length) throw invalidArgument('premature end of char-class')
      const posix = /^\[:(\^?)(\w+):\]/.exec(this.pattern.slice(this.at))
      if (posix && POSIX[posix[2]!]) {
        this.at += posix[0].length
        source += `[${posix[1]}${POSIX[posix[2]!]!.replace('\\s', SPACE)}]`
        continue
      }
      if (this.peek('&&')) {
        this.at += 2
        // The v flag takes no mixture of union and intersection: what stands on each side is a class of its own.
        return `[${source.startsWith('[^') ? '^' : ''}[${source.replace(/^\[\^?/, '')}]&&${this.characterClass()}]`
      }
      const c = this.next()
      if (c === ']') return `${source}]`
      if (c === '[') source += this.characterClass()
      else if (c === '\\') source += this.escaped(true)
      else if (c === '-') source += this.isRange(source) ? '-' : '\\-'
      else source += this.foldCase ? `${member(c)}${swapped(c)}` : member(c)
    }
  }

  /** Whether a hyphen stands between two characters. */
  private isRange(before: string): boolean {
    return before !== '[' && before !== '[^' && !this.peek(']') && !/[\]}]$/.test(before.replace(/\\u\{[^}]*\}$/, ''))
  }
}

function literal(c: string): string {
  return /[\^$\\.*+?()[\]{}|/]/.test(c) ? `\\${c}` : c
}

/** Inside of a class the `v` flag wants its punctuators escaped as well, and allows that nowhere else. */
function member(c: string): string {
  return /[\^$\\.*+?()[\]{}|/\-&!#%,:;<=>@`~]/.test(c) ? `\\${c}` : c
}

/** The letter in its other case, as one more member of a class; a range keeps its own case. */
function swapped(c: string): string {
  const other = c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase()
  return other !== c && other.length === 1 ? `[${other}]` : ''
}
