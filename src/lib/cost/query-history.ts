import { BatchGetQueryExecutionCommand, paginateListQueryExecutions, type QueryExecution } from '@aws-sdk/client-athena'
import { awsFailure } from '../warehouse/aws-error.js'
import type { Connection } from '../warehouse/connection.js'

export interface PaidQuery {
  submittedAt: Date
  bytesScanned: number
  /** The dbt node that it was for, as dbt's comment in it says. */
  node: string | null
}

/** BatchGetQueryExecution takes no more. */
const PAGE = 50

/**
 * The queries of the environment's workgroup since a time that Athena takes money for. Athena keeps 45 days of history
 * (Athena: "View recent queries") and lists the newest first.
 */
export async function paidQueries(
  { clients, environment }: Pick<Connection, 'clients' | 'environment'>,
  since: Date,
  onRead: (count: number) => void = () => {},
): Promise<PaidQuery[]> {
  const queries: PaidQuery[] = []
  const { athena } = clients
  try {
    const pages = paginateListQueryExecutions({ client: athena, pageSize: PAGE }, { WorkGroup: environment.workgroup })
    for await (const { QueryExecutionIds: ids = [] } of pages) {
      if (ids.length === 0) continue
      const { QueryExecutions: executions = [] } = await athena.send(
        new BatchGetQueryExecutionCommand({ QueryExecutionIds: ids }),
      )
      const recent = executions.filter(
        ({ Status: status }) => (status?.SubmissionDateTime?.getTime() ?? 0) >= since.getTime(),
      )
      queries.push(...recent.filter(isPaid).map(describe))
      onRead(queries.length)
      if (executions.length > 0 && recent.length === 0) break
    }
  } catch (error) {
    throw awsFailure(error, 'read the history of queries')
  }
  return queries
}

/**
 * Athena: "Pricing": DDL and failed queries are free, cancelled ones cost what they scanned. CREATE TABLE AS is a DDL
 * statement by its type, and is paid for as the SELECT in it.
 */
function isPaid({ Query: sql, StatementType: type, Statistics: statistics, Status: status }: QueryExecution): boolean {
  if (status?.State !== 'SUCCEEDED' && status?.State !== 'CANCELLED') return false
  return type === 'DML' || ((statistics?.DataScannedInBytes ?? 0) > 0 && !VIEW.test(sql ?? ''))
}

const VIEW = /^\s*(--[^\n]*\n\s*)*create\s+(or\s+replace\s+)?view\b/i

function describe(execution: QueryExecution): PaidQuery {
  return {
    submittedAt: execution.Status!.SubmissionDateTime!,
    bytesScanned: execution.Statistics?.DataScannedInBytes ?? 0,
    node: nodeOf(execution.Query ?? ''),
  }
}

/** dbt-athena begins a statement with `{"app": "dbt", …, "node_id": "model.shop.daily", …}` in a comment. */
export function nodeOf(sql: string): string | null {
  const comment = /^\s*-- \/\* (\{.*\}) \*\//.exec(sql)?.[1]
  return comment === undefined ? null : (/"node_id": "([^"]+)"/.exec(comment)?.[1] ?? null)
}
