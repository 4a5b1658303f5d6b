import { invalidInput } from '../errors.js'

export interface Token {
  /** `word` also stands for keywords; `name` is a quoted one, never a keyword. */
  kind: 'word' | 'name' | 'string' | 'number' | 'symbol' | 'end'
  text: string
}

const symbols = ['<>', '!=', '<=', '>=', '<', '>', '=', '(', ')', ',']

const wordStart = /[\p{L}_]/u
const wordPart = /[\p{L}\p{N}_.$]/u
const digit = /[0-9]/

export function tokens(expression: string): Token[] {
  const result: Token[] = []
  const at = (index: number) => expression[index] ?? ''
  let index = 0

  const take = (kind: Token['kind'], end: number) => {
    result.push({ kind, text: expression.slice(index, end) })
    index = end
  }

  const takeQuoted = (kind: Token['kind'], quote: string) => {
    let text = ''
    for (let next = index + 1; ; next++) {
      if (next >= expression.length) throw unsupported(expression)
      if (at(next) !== quote) text += at(next)
      else if (at(next + 1) === quote) text += at(next++)
      else {
        index = next + 1
        break
      }
    }
    result.push({ kind, text })
  }

  while (index < expression.length) {
    const character = at(index)
    if (/\s/.test(character)) index++
    else if (character === "'") takeQuoted('string', character)
    else if (character === '"' || character === '`') takeQuoted('name', character)
    else if (digit.test(character) || (/[-+.]/.test(character) && /[0-9.]/.test(at(index + 1)))) {
      let end = index + 1
      while (/[0-9.]/.test(at(end))) end++
      take('number', end)
    } else if (wordStart.test(character)) {
      let end = index + 1
      while (wordPart.test(at(end))) end++
      take('word', end)
    } else {
      const symbol = symbols.find(candidate => expression.startsWith(candidate, index))
      if (!symbol) throw unsupported(expression)
      take('symbol', index + symbol.length)
    }
  }
  result.push({ kind: 'end', text: '' })
  return result
}

export const unsupported = (expression: string) => invalidInput(`Unsupported expression '${expression}'`)
