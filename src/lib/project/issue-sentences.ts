import type { z } from 'zod'
import { nearest } from '../ui/nearest.js'
import { valueAt } from './value-at.js'

export interface Sentence {
  path: PropertyKey[]
  text: string
}

/** What a reader may be told besides the issue itself. */
export interface IssueContext {
  /** The checked values. */
  content: unknown
  /** A scalar as it is spelled in the file. */
  spelled?(path: PropertyKey[]): string | undefined
  /** What to say of a key that is not known. */
  unknownKey?(path: PropertyKey[]): string
}

/** An issue of zod as places and the ends of sentences that begin with the setting's name. */
export function issueSentences(issue: z.core.$ZodIssue, context: IssueContext): Sentence[] {
  if (issue.code === 'unrecognized_keys') {
    const unknown = context.unknownKey ?? (() => 'is not known')
    return issue.keys.map(key => ({ path: [...issue.path, key], text: unknown([...issue.path, key]) }))
  }
  return [{ path: issue.path, text: sentence(issue, context) }]
}

/** Sentences that the schemas do not give themselves begin so in zod's English. */
const ZODS_OWN = /^(Invalid|Too small|Too big)/

function sentence(issue: z.core.$ZodIssue, { content, spelled }: IssueContext): string {
  if (issue.code === 'invalid_key') return issue.issues[0]?.message ?? issue.message
  if (!ZODS_OWN.test(issue.message)) return issue.message
  const value = valueAt(content, issue.path)
  if (issue.code === 'invalid_union' && value === undefined) return MISSING_KIND
  if (value === undefined) return 'is missing'
  if (value === null) return 'is empty: give it a value, or remove the line'
  switch (issue.code) {
    case 'invalid_type': {
      const text =
        issue.expected === 'string' && typeof value !== 'object' ? (spelled?.(issue.path) ?? value) : undefined
      if (text !== undefined) return `must be text: write "${text}"`
      if (issue.expected === 'number' && /^\d+$/.test(String(value)))
        return `must be a number: write ${value} without quotes`
      return `must be ${KINDS[issue.expected] ?? issue.expected}`
    }
    case 'too_small':
      return `must ${HOW_MUCH[issue.origin] ?? 'be'} ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`
    case 'too_big':
      return `must ${HOW_MUCH[issue.origin] ?? 'be'} ${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`
    case 'invalid_value':
      return oneOf(String(value), issue.values.map(String))
    case 'invalid_union':
      return 'options' in issue && Array.isArray(issue.options)
        ? oneOf(String(value), issue.options.map(String))
        : issue.message
    default:
      return issue.message
  }
}

const HOW_MUCH: Record<string, string> = { array: 'have entries:', string: 'have characters:' }

const MISSING_KIND = 'is missing: write kind: aws, or kind: local for another embedded lakehouse'

const KINDS: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a block of settings',
  record: 'a block of settings',
}

function oneOf(value: string, known: string[]): string {
  return `must be ${known.length > 1 ? 'one of ' : ''}${known.join(', ')}${didYouMean(value, known)}`
}

/** `; did you mean threads?`, where one is near. */
export function didYouMean(text: string, known: string[]): string {
  const guess = nearest(text, known)
  return guess === undefined ? '' : `; did you mean ${guess}?`
}
