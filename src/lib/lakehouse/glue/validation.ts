import type { z } from 'zod'
import { type GlueException, glueError } from './errors.js'

/** Checks a request against the shape of its operation; the texts are those of AWS's own request validation. */
export function validate<Shape extends z.ZodType>(shape: Shape, input: unknown): z.output<Shape> {
  const result = shape.safeParse(input, { reportInput: true })
  if (result.success) return result.data
  const wrongType = result.error.issues.find(issue => issue.code === 'invalid_type' && issue.input !== undefined)
  if (wrongType) throw failure('SerializationException', `Member '${member(wrongType.path)}' has the wrong type`)
  const problems = result.error.issues.map(
    issue => `${shown(issue.input)} at '${member(issue.path)}' failed to satisfy constraint: ${constraint(issue)}`,
  )
  const count = problems.length === 1 ? '1 validation error' : `${problems.length} validation errors`
  throw failure('ValidationException', `${count} detected: ${problems.join('; ')}`)
}

const failure = (type: GlueException, message: string) => glueError(type, message)

function constraint(issue: z.core.$ZodIssue): string {
  const members = issue.code === 'too_small' || issue.code === 'too_big' ? measured(issue.origin) : ''
  switch (issue.code) {
    case 'too_small':
      return `Member must have ${members} greater than or equal to ${issue.minimum}`
    case 'too_big':
      return `Member must have ${members} less than or equal to ${issue.maximum}`
    case 'invalid_value':
      return `Member must satisfy enum value set: [${issue.values.map(String).join(', ')}]`
    case 'invalid_format':
      return `Member must satisfy regular expression pattern: ${issue.pattern}`
    case 'invalid_type':
      return 'Member must not be null'
    default:
      return issue.message
  }
}

const measured = (origin: string) => (origin === 'string' || origin === 'array' ? 'length' : 'value')

const shown = (value: unknown) => (value === undefined ? 'Value null' : `Value '${String(value).slice(0, 200)}'`)

/** `tableInput.storageDescriptor.columns.3.member.comment`: list members are counted from one. */
const member = (path: PropertyKey[]) =>
  path.map(part => (typeof part === 'number' ? `${part + 1}.member` : String(part))).join('.')
