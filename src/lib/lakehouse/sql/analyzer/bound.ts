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

/** DuckDB SQL of `use` over several operands; lambdas among them stay where they are. */
export function boundAll(operands: string[], use: (values: string[]) => string): string {
  const names = operands.map(sql => (isPlain(sql) ? undefined : lambdaName()))
  if (names.every(name => name === undefined)) return use(operands)
  const body = use(operands.map((sql, i) => names[i] ?? sql))
  if (names.every(name => name === undefined || isUsedOnce(body, name))) return use(operands)
  return names.reduceRight<string>(
    (inner, name, i) => (name === undefined ? inner : `list_transform([${operands[i]}], lambda ${name}: ${inner})[1]`),
    body,
  )
}

const isPlain = (sql: string) => /^(?:[\w.]+|\w+\."[^"]*"|'(?:[^']|'')*')$/.test(sql) || sql.startsWith('lambda ')

/** A macro may use its operand any number of times. */
function isUsedOnce(body: string, name: string): boolean {
  return !/\bt_\w+\(/.test(body) && body.split(new RegExp(`\\b${name}\\b`)).length <= 2
}
