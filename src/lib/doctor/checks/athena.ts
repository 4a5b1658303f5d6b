import { randomUUID } from 'node:crypto'
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { resultLocation } from '../../project/environment.js'
import { awsErrorName } from '../../warehouse/aws-error.js'
import { parseS3Uri } from '../../warehouse/tables.js'
import { type Check, type Examined, failed, type Judgement, ok, warning } from '../check.js'
import { NotPermitted, permitted } from '../permitted.js'

export const athenaChecks: Check[] = [
  { id: 'workgroup', title: 'Workgroup', required: true, run: checkWorkgroup },
  { id: 'results', title: 'Result location', required: true, run: checkResults },
]

async function checkWorkgroup(examined: Examined): Promise<Judgement> {
  const { environment, up } = examined
  const name = environment.workgroup
  const found = await examined.workgroup().catch(error => {
    // Athena has no "not found" error: `WorkGroup mdw is not found.` comes as an invalid request.
    if (awsErrorName(error) === 'InvalidRequestException') return undefined
    throw error
  })
  if (found === undefined) {
    return failed(`${name} does not exist`, `Have it made: \`${up}\`, or correct workgroup: in mdw.yml.`)
  }
  if (found.State === 'DISABLED') return failed(`${name} is disabled`, 'Enable it in the Athena console.')
  const {
    EngineVersion,
    EnforceWorkGroupConfiguration: enforced,
    BytesScannedCutoffPerQuery: cutoff,
  } = found.Configuration ?? {}
  const engine = EngineVersion?.EffectiveEngineVersion
  // Iceberg's MERGE, time travel and OPTIMIZE are of version 3 (Athena User Guide, "Athena engine versioning").
  if (engine !== undefined && !/version 3$/.test(engine)) {
    return failed(`${name} has ${engine}`, 'Set the workgroup’s engine to "Athena engine version 3".')
  }
  const facts = [
    `${name}, ${engine ?? 'engine unknown'}`,
    ...(enforced ? ['its settings win over a client’s'] : []),
    ...(cutoff === undefined ? [] : [`queries end at ${cutoff} bytes scanned`]),
  ]
  return ok(facts.join('; '))
}

/** Writes and deletes a small object where Athena writes results, as queries do. */
async function checkResults(examined: Examined): Promise<Judgement> {
  const { environment, clients } = examined
  const location = await effectiveLocation(examined)
  const place = parseS3Uri(location)
  if (place === undefined) return failed(`${location} is no S3 address`, 'Correct the workgroup’s result location.')
  const { s3 } = clients
  const object = { Bucket: place.bucket, Key: `${place.key.replace(/\/?$/, '/')}.mdw-doctor-${randomUUID()}` }
  await permitted('s3:PutObject', s3.send(new PutObjectCommand({ ...object, Body: 'mdw doctor' })))
  try {
    await permitted('s3:DeleteObject', s3.send(new DeleteObjectCommand(object)))
  } catch (error) {
    if (!(error instanceof NotPermitted)) throw error
    return warning(
      `${location} can be written, but s3:DeleteObject is not allowed: s3://${object.Bucket}/${object.Key} stays`,
      'Allow s3:DeleteObject there: dbt clears the folders of tables that it builds again.',
    )
  }
  if (place.bucket === environment.bucket) return ok(`${location} can be written`)
  return warning(`${location} can be written, but is not in ${environment.bucket}`, 'Its expiry is another bucket’s.')
}

/** The workgroup's own location, where it wins; else the one that mdw and dbt name with each query. */
async function effectiveLocation(examined: Examined): Promise<string> {
  const wanted = resultLocation(examined.environment)
  const found = await examined.workgroup().catch(() => undefined)
  const { EnforceWorkGroupConfiguration: enforced, ResultConfiguration } = found?.Configuration ?? {}
  return (enforced && ResultConfiguration?.OutputLocation) || wanted
}
