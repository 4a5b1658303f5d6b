import { type GlueClient, paginateGetTableVersions } from '@aws-sdk/client-glue'
import { awsErrorName, awsFailure } from '../aws-error.js'
import { eachLimited } from '../each-limited.js'
import type { LeftoverVersions } from './leftover.js'

/** Versions of the tables' definitions beyond the newest `keep`. The current version is always among those kept. */
export async function leftoverVersions(
  glue: GlueClient,
  tables: { database: string; name: string }[],
  keep: number,
): Promise<LeftoverVersions[]> {
  const found = await eachLimited(tables, 8, async ({ database, name }) => {
    const versionIds = (await versionsOf(glue, database, name)).slice(Math.max(1, keep))
    return { database, name, versionIds }
  })
  return found.filter(({ versionIds }) => versionIds.length > 0)
}

/** Newest first. */
async function versionsOf(glue: GlueClient, database: string, name: string): Promise<string[]> {
  const ids: string[] = []
  try {
    const request = { DatabaseName: database, TableName: name }
    for await (const page of paginateGetTableVersions({ client: glue }, request)) {
      ids.push(...(page.TableVersions ?? []).map(({ VersionId }) => VersionId!))
    }
  } catch (error) {
    // dropped by a build since the tables were listed
    if (awsErrorName(error) === 'EntityNotFoundException') return []
    throw awsFailure(error, `list the versions of ${database}.${name}`)
  }
  return ids.sort((a, b) => Number(b) - Number(a))
}

/** How many versions each table has; 0 for one that is gone. */
export function countVersions(
  glue: GlueClient,
  tables: { database: string; name: string }[],
): Promise<{ database: string; name: string; count: number }[]> {
  return eachLimited(tables, 8, async ({ database, name }) => {
    return { database, name, count: (await versionsOf(glue, database, name)).length }
  })
}
