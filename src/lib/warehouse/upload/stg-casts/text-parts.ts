import type { Expression, TypeName } from '../../../lakehouse/sql/ast.js'
import { childrenOf } from '../../../layers/syntax.js'

/** Functions from text to text. */
const TEXT = new Set(
  'trim ltrim rtrim lower upper replace regexp_replace nullif coalesce concat substr substring normalize'.split(' '),
)

/** The columns that an expression reads, in lower case. */
export function columnsIn(node: Expression): Set<string> {
  if (node.kind === 'identifier') return new Set([node.name.toLowerCase()])
  if (node.kind === 'dereference') return new Set([node.field.name.toLowerCase()])
  return new Set(children(node).flatMap(child => [...columnsIn(child)]))
}

/** The largest parts of an expression that are still the column's text: what a cast or a parser is given. */
export function textParts(node: Expression): Expression[] {
  if (columnsIn(node).size === 0) return []
  return isText(node) ? [node] : children(node).flatMap(textParts)
}

function isText(node: Expression): boolean {
  if (['identifier', 'dereference', 'string', 'null', 'long'].includes(node.kind)) return true
  if (node.kind === 'trim') return isText(node.value)
  if (node.kind === 'call') return TEXT.has(node.name.parts.at(-1)!.name.toLowerCase()) && node.args.every(isText)
  if (node.kind !== 'searched-case' && node.kind !== 'simple-case') return false
  return [...node.whens.map(({ then }) => then), ...(node.otherwise ? [node.otherwise] : [])].every(isText)
}

/** The types that a column's text is cast to, the first cast first; undefined for anything but casts. */
export function castTypes(node: Expression): string[] | undefined {
  if (node.kind !== 'cast') return isText(node) ? [] : undefined
  const inner = castTypes(node.value)
  return inner && [...inner, typeText(node.type)]
}

function typeText({ name, args }: TypeName): string {
  return args.length === 0 ? name : `${name}(${args.join(',')})`
}

/**
 * Whether a text part leaves numbers and dates as they are: it trims, and makes certain words NULL. Where that is sure, a
 * value of the type's plain form needs no evaluation.
 */
export function keepsPlainValues(node: Expression): boolean {
  if (node.kind === 'cast') return keepsPlainValues(node.value)
  if (node.kind === 'identifier' || node.kind === 'dereference') return true
  if (node.kind === 'trim') return node.chars === undefined && keepsPlainValues(node.value)
  if (node.kind === 'call') {
    const name = node.name.parts.at(-1)!.name.toLowerCase()
    if (name === 'trim') return node.args.length === 1 && keepsPlainValues(node.args[0]!)
    return name === 'nullif' && keepsPlainValues(node.args[0]!) && isWord(node.args[1]!)
  }
  if (node.kind !== 'searched-case' || node.otherwise === undefined) return false
  return keepsPlainValues(node.otherwise) && node.whens.every(one => one.then.kind === 'null' && isWordTest(one.when))
}

/** `lower(trim(x)) in ('', 'n/a')`, `x = 'NULL'`, `x is null`, and several of these with `or`. */
function isWordTest(node: Expression): boolean {
  if (node.kind === 'logical') return node.operator === 'or' && node.terms.every(isWordTest)
  if (node.kind === 'in-list') return !node.negated && isText(node.value) && node.list.every(isWord)
  if (node.kind === 'comparison') return node.operator === '=' && isText(node.left) && isWord(node.right)
  return node.kind === 'is-null' && !node.negated && isText(node.value)
}

/** A literal that no number or date is equal to. */
function isWord(node: Expression): boolean {
  return node.kind === 'string' && !/^\s*[-+.]?[0-9]/.test(node.value)
}

function children(node: Expression): Expression[] {
  return childrenOf(node) as unknown as Expression[]
}
