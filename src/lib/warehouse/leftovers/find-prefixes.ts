import type { S3Client } from '@aws-sdk/client-s3'
import { awsFailure } from '../aws-error.js'
import { eachLimited } from '../each-limited.js'
import { listFolders, listObjects } from '../s3-objects.js'
import type { LeftoverPrefix } from './leftover.js'
import { overlaps } from './locations.js'

const AT_ONCE = 8

/**
 * Builds' folders without a table. dbt-athena puts every build of a table into its own folder, `<database>/<table>/<uuid>/`
 * (s3_data_naming: schema_table_unique); one in which no table of the catalog has anything is of a build that failed or was
 * replaced. `before`: folders with a younger object are left alone, a build may be writing there.
 */
export async function leftoverPrefixes(
  s3: S3Client,
  bucket: string,
  databases: string[],
  locations: string[],
  before: Date,
): Promise<{ old: LeftoverPrefix[]; young: number }> {
  try {
    const tables = await eachLimited(databases, AT_ONCE, name => listFolders(s3, { bucket, key: `${name}/` }))
    const builds = await eachLimited(tables.flat(), AT_ONCE, key => listFolders(s3, { bucket, key }))
    const orphans = builds.flat().filter(key => !locations.some(place => overlaps(place, `s3://${bucket}/${key}`)))
    const sized = await eachLimited(orphans, AT_ONCE, async key => {
      const objects = await listObjects(s3, { bucket, key })
      const young = objects.some(({ modified }) => modified >= before)
      const bytes = objects.reduce((sum, object) => sum + object.bytes, 0)
      return { location: `s3://${bucket}/${key}`, objects: objects.length, bytes, young }
    })
    const old = sized.filter(({ young }) => !young)
    return {
      old: old.map(({ location, objects, bytes }) => ({ location, objects, bytes })),
      young: sized.length - old.length,
    }
  } catch (error) {
    throw awsFailure(error, `list the objects of ${bucket}`)
  }
}
