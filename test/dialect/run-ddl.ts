import {
  type AthenaClient,
  CreateWorkGroupCommand,
  GetQueryExecutionCommand,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena'
import { CreateBucketCommand, type S3Client } from '@aws-sdk/client-s3'

export const WORK_GROUP = 'dialect'

/** A bucket and a work group with a result location, as every query needs one. */
export async function makeWorkGroup(athena: AthenaClient, s3: S3Client): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket: 'dialect' }))
  await athena.send(
    new CreateWorkGroupCommand({
      Name: WORK_GROUP,
      Configuration: { ResultConfiguration: { OutputLocation: 's3://dialect/results/' } },
    }),
  )
}

/** Runs a statement to its end; throws with Athena's reason when it fails. */
export async function runDdl(athena: AthenaClient, sql: string, database?: string): Promise<void> {
  const { QueryExecutionId } = await athena.send(
    new StartQueryExecutionCommand({
      QueryString: sql,
      WorkGroup: WORK_GROUP,
      QueryExecutionContext: { Database: database },
    }),
  )
  for (;;) {
    const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }))
    const { State, StateChangeReason } = QueryExecution!.Status!
    if (State === 'SUCCEEDED') return
    if (State === 'FAILED' || State === 'CANCELLED') throw new Error(`${sql.slice(0, 200)}: ${StateChangeReason}`)
  }
}
