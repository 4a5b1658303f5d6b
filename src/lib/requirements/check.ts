import { MdwError } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import type { Progress } from '../ui/reporter.js'
import { REQUIREMENTS, type Requirement, requirementOf, type Tool } from './table.js'
import { compareVersions } from './version.js'

/** Where a tool was found, and what it calls itself. */
export interface Found {
  version: string
  path?: string
}

export type Verdict = 'ok' | 'below recommended' | 'below minimum' | 'missing'

export interface Finding {
  tool: Tool
  title: string
  found: string | null
  path: string | null
  minimum: string
  recommended: string
  verdict: Verdict
  neededFor: string
  /** Null when nothing is to do. */
  action: string | null
}

/** Looks for a tool; undefined when it is not there. */
export type Detect = (tool: Tool) => Promise<Found | undefined>

export function judge(requirement: Requirement, found: Found | undefined): Finding {
  const verdict = verdictOf(requirement, found)
  return {
    tool: requirement.tool,
    title: requirement.title,
    found: found?.version ?? null,
    path: found?.path ?? null,
    minimum: requirement.minimum,
    recommended: requirement.recommendedText,
    verdict,
    neededFor: requirement.neededFor,
    action: verdict === 'ok' ? null : requirement.action,
  }
}

function verdictOf(requirement: Requirement, found: Found | undefined): Verdict {
  if (found === undefined) return 'missing'
  if (compareVersions(found.version, requirement.minimum) < 0) return 'below minimum'
  return compareVersions(found.version, requirement.recommended) < 0 ? 'below recommended' : 'ok'
}

/** The whole table, for one kind of environment. */
export async function checkAll(kind: 'local' | 'aws', detect: Detect): Promise<Finding[]> {
  const wanted = REQUIREMENTS.filter(requirement => requirement.environments === 'all' || kind === 'aws')
  return Promise.all(wanted.map(async requirement => judge(requirement, await detect(requirement.tool))))
}

/** Stops a step whose tools are missing or below their minimum, and warns of those below the recommended version. */
export async function requireTools(tools: Tool[], detect: Detect, progress: Progress): Promise<Finding[]> {
  const findings = await Promise.all(tools.map(async tool => judge(requirementOf(tool), await detect(tool))))
  const bad = findings.filter(finding => finding.verdict === 'missing' || finding.verdict === 'below minimum')
  if (bad.length > 0) throw notReady(bad)
  for (const finding of findings) {
    if (finding.verdict !== 'below recommended') continue
    progress.warn(`${finding.title} ${finding.found} works, but ${finding.recommended} is recommended.`, [
      finding.action!,
    ])
  }
  return findings
}

function notReady(bad: Finding[]): MdwError {
  const sentences = bad.map(({ tool, title, found, path, minimum, neededFor }) =>
    found === null
      ? `${absence(tool, title)}; ${neededFor} needs ${minimum} or newer.`
      : `${title} ${found}${path === null ? '' : ` (${path})`} is too old; ${neededFor} needs ${minimum} or newer.`,
  )
  return new MdwError({
    code: 'REQUIREMENT_NOT_MET',
    message: sentences[0]!,
    why: sentences.slice(1).join('\n') || undefined,
    actions: [...new Set(bad.map(finding => finding.action!)), 'Run `mdw doctor` to see every requirement.'],
    exitCode: ExitCode.notReady,
    data: { findings: bad },
  })
}

function absence(tool: Tool, title: string): string {
  // Where it is set, no other Python is looked for.
  const chosen = tool === 'python' ? process.env.MDW_PYTHON : undefined
  return chosen ? `${chosen}, which MDW_PYTHON names, is no ${title}` : `${title} was not found`
}
