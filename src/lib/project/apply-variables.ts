import type { z } from 'zod'
import { MdwError } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import { type EnvironmentConfig, environmentConfig, type ProjectConfig, projectConfig } from './config.js'
import { issueSentences } from './issue-sentences.js'
import { ENVIRONMENT_VARIABLES, PROJECT_VARIABLES, userVariable } from './variables.js'

/** Which variable gave which setting its value. */
export type SetBy = Record<string, string>

/** The project's settings with those of the shell's variables. The environments keep what the file says. */
export function withProjectVariables(
  config: ProjectConfig,
  shell: NodeJS.ProcessEnv,
): { config: ProjectConfig; setBy: SetBy } {
  const { values, setBy } = valuesOf(PROJECT_VARIABLES, Object.keys(projectConfig.shape), shell)
  return { config: checked(projectConfig, { ...config, ...values }, setBy), setBy }
}

/** An environment with the shell's variables. Those for settings that its kind does not have are left alone. */
export function withEnvironmentVariables(
  config: EnvironmentConfig,
  shell: NodeJS.ProcessEnv,
): { config: EnvironmentConfig; setBy: SetBy } {
  const schema = environmentConfig.options.find(({ shape }) => shape.kind.value === config.kind)!
  const { values, setBy } = valuesOf(ENVIRONMENT_VARIABLES, Object.keys(schema.shape), shell)
  return { config: checked(environmentConfig, { ...config, ...values }, setBy), setBy }
}

/** Settings that are numbers. */
const NUMBERS = new Set(['threads', 'port'])

function valuesOf(variables: Record<string, string>, known: string[], shell: NodeJS.ProcessEnv) {
  const values: Record<string, unknown> = {}
  const setBy: SetBy = {}
  for (const [variable, setting] of Object.entries(variables)) {
    const text = userVariable(variable, shell)
    if (text === undefined || !known.includes(setting)) continue
    values[setting] = NUMBERS.has(setting) && /^-?\d+$/.test(text) ? Number(text) : text
    setBy[setting] = variable
  }
  return { values, setBy }
}

/** By the schema that checks mdw.yml; what is wrong then comes from a variable, as the file was right. */
function checked<T>(schema: z.ZodType<T>, values: object, setBy: SetBy): T {
  if (Object.keys(setBy).length === 0) return values as T
  const result = schema.safeParse(values)
  if (result.success) return result.data
  const problems = result.error.issues.flatMap(issue =>
    issueSentences(issue, { content: values }).map(({ path, text }) => {
      const setting = String(path[0])
      return `${setBy[setting] ?? Object.values(setBy).join(', ')} ${text}.`
    }),
  )
  throw new MdwError({
    code: 'VARIABLE_INVALID',
    message: problems.length === 1 ? problems[0]! : `${problems.length} variables of the shell are not right.`,
    why: problems.length === 1 ? undefined : problems.join('\n'),
    actions: ['Correct the variable, or unset it: mdw.yml’s value is used then.'],
    exitCode: ExitCode.usage,
    data: { problems },
  })
}
