/**
 * Macros and CASE forms mention an operand several times, and DuckDB expands every mention: nested, a statement's plan grows
 * exponentially. An operand that is more than a reference is therefore computed once, as the parameter of a lambda.
 */

let lambdas = 0
/** A lambda parameter name that no enclosing one has. */
export const lambdaName = () => `e${++lambdas % 10_000}`

/** DuckDB SQL of `use` over one operand. */
export function bound(sql: string, use: (value: string) => string): string {
  return boundAll([sql], ([value]) => use(value!))
}

/**
 * DuckDB SQL of `use` over several operands; lambdas among them stay where they are. They are bound together, as the fields
 * of one struct: nested lambdas would put an operand with a subquery or a window function into a lambda's body, where
 * DuckDB takes neither.
 */
export function boundAll(operands: string[], use: (values: string[]) => string): string {
  const complex = operands.filter(sql => !isPlain(sql))
  if (complex.length === 0) return use(operands)
  const name = lambdaName()
  const reference = (at: number) => (complex.length === 1 ? name : `${name}.v${at}`)
  const body = use(operands.map(sql => (isPlain(sql) ? sql : reference(complex.indexOf(sql)))))
  if (complex.every((_, i) => isUsedOnce(body, reference(i)))) return use(operands)
  const value =
    complex.length === 1 ? complex[0] : `struct_pack(${complex.map((sql, i) => `v${i} := ${sql}`).join(', ')})`
  return `list_transform([${value}], lambda ${name}: ${body})[1]`
}

const isPlain = (sql: string) => /^(?:[\w.]+|\w+\."[^"]*"|'(?:[^']|'')*')$/.test(sql) || sql.startsWith('lambda ')

/** A macro may use its operand any number of times. */
function isUsedOnce(body: string, name: string): boolean {
  if (/\bt_\w+\(/.test(body)) return false
  let uses = 0
  for (let at = body.indexOf(name); at >= 0; at = body.indexOf(name, at + name.length)) {
    if (isWord(body[at - 1]) || isWord(body[at + name.length])) continue
    if (++uses > 1) return false
  }
  return true
}

const isWord = (character: string | undefined) => character !== undefined && /\w/.test(character)
