import type { JsonOperation } from '../http/aws-json.js'
import type { Executions } from './executions.js'
import { invalidRequest } from './input.js'
import type { NamedQueries } from './named-queries.js'
import type { PreparedStatements } from './prepared-statements.js'
import type { StatementEnvironment } from './statements/statement.js'
import type { Tags } from './tags.js'
import type { WorkGroup, WorkGroups } from './workgroups.js'

export interface AthenaContext extends StatementEnvironment {
  executions: Executions
  workGroups: WorkGroups
  namedQueries: NamedQueries
  preparedStatements: PreparedStatements
  tags: Tags
}

export type Operations = Record<string, JsonOperation>

export function requireWorkGroup(context: AthenaContext, name: string): WorkGroup {
  const workGroup = context.workGroups.get(name)
  if (!workGroup) throw invalidRequest(`WorkGroup ${name} is not found.`)
  return workGroup
}
