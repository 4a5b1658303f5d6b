import { MdwError } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import { type ProjectConfig, projectConfig } from './config.js'
import { didYouMean, issueSentences } from './issue-sentences.js'
import { unknownSetting } from './unknown-setting.js'
import { userVariable } from './variables.js'
import { type Problem, parseYaml, type YamlDocument } from './yaml-document.js'
import { readText } from './yaml-text.js'

/** An mdw.yml that is right, and where it says what. */
export interface ConfigFile {
  file: string
  config: ProjectConfig
  document: YamlDocument
}

const LIMIT_BYTES = 256 * 1024

/** Reads and checks an mdw.yml. Every problem is reported at once, each with its line and column. */
export function readConfig(file: string): ConfigFile {
  const text = readText(file, LIMIT_BYTES)
  if (typeof text === 'string') return parseConfig(text, file)
  const { reason, place } = text
  throw new MdwError({
    code: 'CONFIG_UNREADABLE',
    message: `${file}${place === undefined ? '' : `:${place.line}:${place.column}`} ${reason}.`,
    actions: ['mdw.yml is a small text file in UTF-8: `mdw init` writes one into an empty folder.'],
    exitCode: ExitCode.usage,
    data: { file, ...place },
  })
}

/** `readConfig` on text that was read already; `file` is for messages. */
export function parseConfig(text: string, file: string): ConfigFile {
  const document = parseYaml(text)
  if (document.problems.length > 0) throw invalid(file, document.problems)
  const top = document.keyPlace([])
  if (document.content === null)
    throw invalid(file, [{ ...top, text: 'has no settings; name: my-project is the least' }])
  if (typeof document.content !== 'object' || Array.isArray(document.content)) {
    const found = Array.isArray(document.content) ? 'a list' : 'text'
    throw invalid(file, [{ ...top, text: `is ${found}, and should be settings, like name: my-project` }])
  }
  const content = withEnvironmentKinds(document.content)
  const result = projectConfig.safeParse(content)
  const context = {
    content,
    spelled: document.spelled,
    unknownKey: (path: PropertyKey[]) => unknownSetting(path, content),
  }
  const sentences = result.success
    ? [...missingDefault(result.data), ...roleless(result.data)]
    : result.error.issues.flatMap(issue => issueSentences(issue, context))
  if (result.success && sentences.length === 0) return { file, config: result.data, document }
  throw invalid(
    file,
    sentences.map(({ path, text: what }) => ({
      ...document.keyPlace(path),
      text: path.length === 0 ? what : `${path.join('.')}: ${what}`,
    })),
  )
}

/** `local` needs no `kind:`; every other environment says its own. */
function withEnvironmentKinds(content: object): object {
  const environments = (content as { environments?: Record<string, unknown> | null }).environments
  const local = environments?.local
  if (local === undefined || (local !== null && typeof local !== 'object')) return content
  return { ...content, environments: { ...environments, local: { kind: 'local', ...local } } }
}

/** Only the whole file shows whether the default environment is one. */
function missingDefault({ default_environment: name, environments }: ProjectConfig) {
  const known = Object.keys({ local: true, ...environments })
  if (known.includes(name)) return []
  return [{ path: ['default_environment'], text: `names no environment of this file${didYouMean(name, known)}` }]
}

/** What is said to STS for a role is said to nobody where no role is assumed. MDW_ROLE_ARN may name it too. */
function roleless({ environments }: ProjectConfig) {
  if (userVariable('MDW_ROLE_ARN', process.env) !== undefined) return []
  return Object.entries(environments).flatMap(([name, environment]) => {
    if (environment.kind !== 'aws' || environment.role_arn !== undefined) return []
    const settings = ['external_id', 'role_session_name'] as const
    return settings
      .filter(setting => environment[setting] !== undefined)
      .map(setting => ({ path: ['environments', name, setting], text: 'has no meaning without role_arn' }))
  })
}

function invalid(file: string, problems: Problem[]): MdwError {
  problems.sort((a, b) => a.line - b.line || a.column - b.column)
  const lines = problems.map(problem => `${file}:${problem.line}:${problem.column} ${problem.text}`)
  return new MdwError({
    code: 'CONFIG_INVALID',
    message: problems.length === 1 ? lines[0]! : `${file} has ${problems.length} problems.`,
    why: problems.length === 1 ? undefined : lines.join('\n'),
    actions: ['Correct the file. mdw’s docs/settings.md lists every setting.'],
    exitCode: ExitCode.usage,
    data: { file, problems },
  })
}
