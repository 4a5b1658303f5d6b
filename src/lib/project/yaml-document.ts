import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
  visit,
} from 'yaml'
import { messageOf } from '../errors.js'

export interface Place {
  line: number
  column: number
}

export interface Problem extends Place {
  text: string
}

type Path = readonly PropertyKey[]

/** A YAML file's values, and where each of them is written. */
export interface YamlDocument {
  /** Plain values; undefined where there are problems. */
  content: unknown
  /** What is wrong with the YAML itself. */
  problems: Problem[]
  /** Where a path is written: its key, or the nearest parent that is there. */
  keyPlace(path: Path): Place
  /** Where its value is, or the nearest parent's. */
  valuePlace(path: Path): Place
  /** Whether the file itself says something about the path, also through an alias or a merge key. */
  has(path: Path): boolean
  /** A scalar as it is spelled: `012`, which as a number has lost its zero. */
  spelled(path: Path): string | undefined
}

/** Reads YAML 1.2 with merge keys. It never throws: what is wrong is in `problems`. */
export function parseYaml(text: string): YamlDocument {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true })
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { line, column: col }
  }
  const problems = [...syntaxProblems(document), ...nodeProblems(document)].map(({ offset, text }) => ({
    ...at(offset),
    text,
  }))
  const content = problems.length > 0 ? undefined : plainValues(document, problems)
  return {
    content,
    // One mistake confuses the rest of its line.
    problems: problems
      .sort((a, b) => a.line - b.line)
      .filter(({ line }, index, all) => index === 0 || all[index - 1]!.line !== line),
    keyPlace: path => at(steps(document, path).at(-1)!.key),
    valuePlace: path => at(steps(document, path).at(-1)!.value),
    has: path => steps(document, path).length > path.length,
    spelled: path => {
      const node = steps(document, path)[path.length]?.node
      return isScalar(node) ? node.source : undefined
    },
  }
}

interface Fault {
  offset: number
  text: string
}

/** The parser's codes and sentences that do not say what to do. */
const WORDS: Record<string, string> = {
  TAB_AS_INDENT: 'is indented with a tab; YAML wants spaces',
  MULTIPLE_DOCS: 'begins a second document; only one is read',
  BLOCK_AS_IMPLICIT_KEY: 'has a second ": " in one line, or is indented too far; text with ": " needs quotes',
  'Implicit map keys need to be followed by map values': 'has no ": ", a colon and a space, after its name',
  'Unexpected scalar at node end':
    'goes on after the end of its value: quotes inside quotes need the other kind around',
  'Maximum call stack size exceeded': 'is nested too deeply',
  MULTILINE_IMPLICIT_KEY: 'has no ": " after its name, or the line above is not complete',
}

function syntaxProblems(document: Document.Parsed): Fault[] {
  const faults = [...document.errors, ...document.warnings].filter(({ code }) => code !== 'DUPLICATE_KEY')
  return faults.map(({ code, pos, message }) => ({ offset: pos[0], text: WORDS[code] ?? WORDS[message] ?? message }))
}

/** Keys given twice, and aliases that lead nowhere or into themselves. */
function nodeProblems(document: Document.Parsed): Fault[] {
  const faults: Fault[] = []
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<string>()
      for (const { key } of items) {
        if (isCollection(key)) faults.push({ offset: key.range?.[0] ?? 0, text: 'has a list or a block as a name' })
        if (!isScalar(key)) continue
        const name = String(key.value)
        if (seen.has(name)) faults.push({ offset: key.range?.[0] ?? 0, text: `${name} is given twice` })
        seen.add(name)
      }
    },
    Alias(_, alias, ancestors) {
      const target = alias.resolve(document)
      const offset = alias.range?.[0] ?? 0
      if (target === undefined)
        faults.push({ offset, text: `*${alias.source}: there is no &${alias.source} before it` })
      else if (ancestors.includes(target)) faults.push({ offset, text: `*${alias.source} is part of itself` })
    },
  })
  return faults
}

function plainValues(document: Document.Parsed, problems: Problem[]): unknown {
  try {
    return document.toJS()
  } catch (error) {
    // Aliases of aliases that would fill the memory.
    problems.push({ line: 1, column: 1, text: `can’t be read: ${messageOf(error)}` })
    return undefined
  }
}

interface Step {
  node: unknown
  key: number
  value: number
}

/** From the top to the last part of the path that is there. */
function steps(document: Document.Parsed, path: Path): Step[] {
  const top = document.contents?.range[0] ?? 0
  const found: Step[] = [{ node: document.contents, key: top, value: top }]
  for (const name of path) {
    const { node, key, value } = found.at(-1)!
    const next = child(document, node, name)
    if (next === undefined) break
    const valueAt = isNode(next.value) && next.value.range ? next.value.range[0] : value
    const keyAt = isNode(next.key) && next.key.range ? next.key.range[0] : key
    found.push({ node: next.value, key: keyAt, value: valueAt })
  }
  return found
}

function child(document: Document.Parsed, parent: unknown, name: PropertyKey): Pair | undefined {
  const node = isAlias(parent) ? parent.resolve(document) : parent
  if (isSeq(node)) {
    const item = node.items[Number(name)]
    return item === undefined ? undefined : ({ key: item, value: item } as Pair)
  }
  if (!isMap(node)) return undefined
  const own = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(name))
  if (own !== undefined) return own
  for (const { key, value } of node.items) {
    if (!isScalar(key) || key.source !== '<<') continue
    const merged = isSeq(value) ? value.items : [value]
    for (const source of merged) {
      const inherited = child(document, source, name)
      if (inherited !== undefined) return inherited
    }
  }
  return undefined
}
