import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena'
import type { LakehouseProcess } from './lakehouse-process.js'

/** Statements over the Athena API, each to its end. Throws with the reason where it fails, and what the client throws. */
export class AthenaSession {
  private readonly client: AthenaClient

  constructor({ endpoint, credentials }: Pick<LakehouseProcess, 'endpoint' | 'credentials'>) {
    this.client = new AthenaClient({ endpoint, credentials, region: 'us-east-1', maxAttempts: 1 })
  }

  async run(sql: string): Promise<string> {
    const { QueryExecutionId } = await this.client.send(
      new StartQueryExecutionCommand({
        QueryString: sql,
        QueryExecutionContext: { Database: 'db' },
        ResultConfiguration: { OutputLocation: 's3://crash/results/' },
      }),
    )
    for (;;) {
      const { QueryExecution } = await this.client.send(new GetQueryExecutionCommand({ QueryExecutionId }))
      const { State, StateChangeReason } = QueryExecution!.Status!
      if (State === 'SUCCEEDED') return QueryExecutionId!
      if (State !== 'QUEUED' && State !== 'RUNNING') throw new StatementFailed(`${sql}: ${StateChangeReason}`)
    }
  }

  /** Rows as text. */
  async rows(sql: string): Promise<(string | undefined)[][]> {
    const QueryExecutionId = await this.run(sql)
    const rows: (string | undefined)[][] = []
    let NextToken: string | undefined
    do {
      const page = await this.client.send(new GetQueryResultsCommand({ QueryExecutionId, NextToken }))
      rows.push(...page.ResultSet!.Rows!.map(row => row.Data!.map(cell => cell.VarCharValue)))
      NextToken = page.NextToken
    } while (NextToken)
    return rows.slice(1)
  }

  close(): void {
    this.client.destroy()
  }
}

/** The lakehouse answered that a statement failed: it has changed nothing. */
export class StatementFailed extends Error {}
