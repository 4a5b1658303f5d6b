import { CreateDatabaseCommand, type Database, GetDatabaseCommand, type GlueClient } from '@aws-sdk/client-glue'
import { type Environment, LAYERS, type Layer, layerDatabase } from '../../project/environment.js'
import { awsErrorName, awsFailure } from '../aws-error.js'
import type { Change } from './change.js'

const DESCRIPTIONS: Record<Layer, string> = {
  raw: 'Raw layer: external tables over CSV files, as delivered',
  stg: 'Staging layer: views that rename and cast',
  std: 'Standard layer: Iceberg tables with business rules',
  cur: 'Curated layer: partitioned Iceberg facts and metrics',
}

/** Makes the four layers' Glue databases, those that do not exist. */
export function provisionDatabases(glue: GlueClient, environment: Environment): Promise<Change[]> {
  return Promise.all(LAYERS.map(layer => provisionDatabase(glue, environment, layer)))
}

async function provisionDatabase(glue: GlueClient, environment: Environment, layer: Layer): Promise<Change> {
  const name = layerDatabase(environment, layer)
  const what = `database ${name}`
  if (await findDatabase(glue, name)) return { what, outcome: 'unchanged' }
  try {
    await glue.send(
      new CreateDatabaseCommand({
        DatabaseInput: {
          Name: name,
          Description: DESCRIPTIONS[layer],
          LocationUri: `s3://${environment.bucket}/${name}/`,
        },
      }),
    )
    return { what, outcome: 'created' }
  } catch (error) {
    if (awsErrorName(error) === 'AlreadyExistsException') return { what, outcome: 'unchanged' }
    throw awsFailure(error, `create the database ${name}`)
  }
}

export async function findDatabase(glue: GlueClient, name: string): Promise<Database | undefined> {
  try {
    return (await glue.send(new GetDatabaseCommand({ Name: name }))).Database
  } catch (error) {
    if (awsErrorName(error) === 'EntityNotFoundException') return undefined
    throw awsFailure(error, `look for the database ${name}`)
  }
}
