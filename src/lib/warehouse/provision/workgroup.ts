import {
  type AthenaClient,
  CreateWorkGroupCommand,
  GetWorkGroupCommand,
  UpdateWorkGroupCommand,
  type WorkGroup,
} from '@aws-sdk/client-athena'
import { type Environment, resultLocation } from '../../project/environment.js'
import { awsErrorName, awsFailure } from '../aws-error.js'
import type { Change } from './change.js'

/**
 * Makes the workgroup, or gives it the environment's result location. It does not enforce its settings: dbt-athena then
 * leaves out the location of Hive tables. The account's own `primary` keeps a location that somebody gave it.
 */
export async function provisionWorkgroup(athena: AthenaClient, environment: Environment): Promise<Change> {
  const name = environment.workgroup
  const what = `workgroup ${name}`
  const wanted = resultLocation(environment)
  const found = await findWorkgroup(athena, name)
  if (found === undefined) {
    try {
      await athena.send(
        new CreateWorkGroupCommand({
          Name: name,
          Description: 'The warehouse of mdw',
          Configuration: {
            EnforceWorkGroupConfiguration: false,
            ResultConfiguration: { OutputLocation: wanted },
          },
        }),
      )
    } catch (error) {
      throw awsFailure(error, `create the workgroup ${name}`)
    }
    return { what, outcome: 'created' }
  }
  const location = found.Configuration?.ResultConfiguration?.OutputLocation
  if (location === wanted || (location && name === 'primary')) return { what, outcome: 'unchanged' }
  try {
    await athena.send(
      new UpdateWorkGroupCommand({
        WorkGroup: name,
        ConfigurationUpdates: { ResultConfigurationUpdates: { OutputLocation: wanted } },
      }),
    )
  } catch (error) {
    throw awsFailure(error, `set the result location of the workgroup ${name}`)
  }
  return { what, outcome: 'updated' }
}

export async function findWorkgroup(athena: AthenaClient, name: string): Promise<WorkGroup | undefined> {
  try {
    return (await athena.send(new GetWorkGroupCommand({ WorkGroup: name }))).WorkGroup
  } catch (error) {
    // Athena has no "not found" error: `WorkGroup mdw is not found.` comes as an invalid request.
    if (awsErrorName(error) === 'InvalidRequestException') return undefined
    throw awsFailure(error, `look for the workgroup ${name}`)
  }
}
