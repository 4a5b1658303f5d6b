import { readFileSync } from 'node:fs'
import { isNode, LineCounter, type ParsedNode, parseDocument } from 'yaml'
import type { z } from 'zod'
import { MdwError, messageOf } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import { type ProjectConfig, projectConfig } from './config.js'

interface Problem {
  line: number
  column: number
  text: string
}

/** Reads and checks an mdw.yml. Every problem is reported at once, each with its line and column. */
export function loadConfig(file: string): ProjectConfig {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new MdwError({
      code: 'CONFIG_UNREADABLE',
      message: `${file} could not be read.`,
      why: messageOf(error),
      exitCode: ExitCode.usage,
      cause: error,
    })
  }
  return parseConfig(text, file)
}

/** `loadConfig` on text that was read already; `file` is for messages. */
export function parseConfig(text: string, file: string): ProjectConfig {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { line, column: col }
  }
  if (document.errors.length > 0) {
    throw invalid(
      file,
      document.errors.map(error => ({ ...at(error.pos[0]), text: error.message })),
    )
  }
  const content = withEnvironmentKinds(document.toJS() ?? {})
  const result = projectConfig.safeParse(content)
  if (result.success) return result.data
  throw invalid(
    file,
    result.error.issues.flatMap(issue =>
      describe(issue).map(({ path, text: what }) => ({
        ...at(offsetOf(document.contents, path)),
        text: path.length === 0 ? what : `${path.join('.')}: ${what}`,
      })),
    ),
  )
}

/** `local` needs no `kind:`; every other environment says its own. */
function withEnvironmentKinds(content: unknown): unknown {
  const environments = (content as { environments?: Record<string, unknown> }).environments
  const local = environments?.local
  if (environments === undefined || (local !== null && typeof local !== 'object') || local === undefined) return content
  return { ...(content as object), environments: { ...environments, local: { kind: 'local', ...local } } }
}

/** One issue of zod as places and sentences. Unknown keys are pointed at one by one. */
function describe(issue: z.core.$ZodIssue): { path: PropertyKey[]; text: string }[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(key => ({ path: [...issue.path, key], text: 'is not a setting that mdw knows' }))
  }
  if (issue.code === 'invalid_union') {
    return [{ path: issue.path, text: 'must be kind: aws (or kind: local, for another embedded lakehouse)' }]
  }
  if (issue.code === 'invalid_key') {
    return [{ path: issue.path, text: issue.issues[0]?.message ?? issue.message }]
  }
  if (issue.code === 'invalid_type' && issue.input === undefined && issue.message.includes('undefined')) {
    return [{ path: issue.path, text: 'is missing' }]
  }
  return [{ path: issue.path, text: issue.message }]
}

/** Where a path is in the file: its key, or the nearest parent that exists. */
function offsetOf(contents: ParsedNode | null, path: PropertyKey[]): number {
  let offset = contents?.range[0] ?? 0
  let node: unknown = contents
  for (const key of path) {
    const items = (node as { items?: unknown[] } | null)?.items
    if (!Array.isArray(items)) break
    const next =
      typeof key === 'number'
        ? { key: items[key], value: items[key] }
        : (items.find(item => String((item as { key?: unknown }).key) === String(key)) as
            | { key: unknown; value: unknown }
            | undefined)
    if (next === undefined) break
    if (isNode(next.key) && next.key.range) offset = next.key.range[0]
    node = next.value
  }
  return offset
}

function invalid(file: string, problems: Problem[]): MdwError {
  const lines = problems.map(problem => `${file}:${problem.line}:${problem.column} ${problem.text}`)
  return new MdwError({
    code: 'CONFIG_INVALID',
    message: problems.length === 1 ? lines[0]! : `${file} has ${problems.length} problems.`,
    why: problems.length === 1 ? undefined : lines.join('\n'),
    actions: ['Correct the file. The README lists every setting.'],
    exitCode: ExitCode.usage,
    data: { file, problems },
  })
}
