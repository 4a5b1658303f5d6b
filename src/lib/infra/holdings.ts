import { ListObjectVersionsCommand, type ListObjectVersionsCommandOutput } from '@aws-sdk/client-s3'
import { MdwError } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import { LAYERS, layerDatabase } from '../project/environment.js'
import type { Progress } from '../ui/reporter.js'
import { awsErrorName, awsFailure } from '../warehouse/aws-error.js'
import { deleteObjects } from '../warehouse/s3-objects.js'
import { deleteTable, kindOf, listTables } from '../warehouse/tables.js'
import type { Infra } from './infra.js'

/** What a destroy would lose. */
export interface Holdings {
  bucket: string
  /** Objects, with their old versions and delete markers. */
  objects: { Key: string; VersionId?: string }[]
  /** `std.std_sales`; views and external tables hold nothing themselves. */
  icebergTables: { database: string; name: string }[]
}

export async function findHoldings({ clients, environment }: Infra): Promise<Holdings> {
  // dqm is where dbt keeps the rows that failed tests (dbt_project.yml, data_tests: +schema).
  const databases = [...LAYERS.map(layer => layerDatabase(environment, layer)), `${environment.prefix}dqm`]
  const [objects, tables] = await Promise.all([
    listVersions(clients.s3, environment.bucket).catch(error => {
      if (awsErrorName(error) === 'NoSuchBucket') return []
      throw error
    }),
    Promise.all(
      databases.map(async database =>
        (await listTables(clients.glue, database))
          .filter(table => kindOf(table) === 'iceberg')
          .map(({ Name }) => ({ database, name: Name! })),
      ),
    ),
  ]).catch(error => {
    throw awsFailure(error, `look for data in environment ${environment.name}`)
  })
  return { bucket: environment.bucket, objects, icebergTables: tables.flat() }
}

export function holdsData({ objects, icebergTables }: Holdings): boolean {
  return objects.length > 0 || icebergTables.length > 0
}

export function describeHoldings({ bucket, objects, icebergTables }: Holdings): string[] {
  return [
    ...(objects.length > 0 ? [`The bucket ${bucket} holds ${objects.length} objects and versions.`] : []),
    ...(icebergTables.length > 0
      ? [`Iceberg tables: ${icebergTables.map(({ database, name }) => `${database}.${name}`).join(', ')}.`]
      : []),
  ]
}

/** A destroy of data must be told twice: by --yes and by --delete-data. */
export function refuseDataLoss(holdings: Holdings, told: { yes: boolean; deleteData: boolean }): void {
  if (!holdsData(holdings) || (told.yes && told.deleteData)) return
  throw new MdwError({
    code: 'DATA_WOULD_BE_LOST',
    message: 'The environment holds data, so it is not destroyed. Nothing was changed.',
    why: describeHoldings(holdings).join('\n'),
    actions: ['If the data may go for good, give both --yes and --delete-data.'],
    exitCode: ExitCode.notConfirmed,
    data: { objects: holdings.objects.length, icebergTables: holdings.icebergTables },
  })
}

/** Deletes the tables first: a query that still runs then fails at its start, and not in the middle of its files. */
export async function deleteHoldings({ clients }: Infra, holdings: Holdings, progress: Progress): Promise<void> {
  const { bucket, objects, icebergTables } = holdings
  for (const { database, name } of icebergTables) {
    progress.update(`${database}.${name}`)
    await deleteTable(clients.glue, database, name)
  }
  const onBatch = (done: number) => progress.update(`objects of ${bucket}`, done, objects.length)
  await deleteObjects(clients.s3, bucket, objects, { onBatch, exitCode: ExitCode.partlyDone }).catch(error => {
    throw awsFailure(error, `empty the bucket ${bucket}`)
  })
}

async function listVersions(s3: Infra['clients']['s3'], bucket: string): Promise<Holdings['objects']> {
  const objects: Holdings['objects'] = []
  let markers: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {}
  while (markers !== undefined) {
    const page: ListObjectVersionsCommandOutput = await s3.send(
      new ListObjectVersionsCommand({ Bucket: bucket, ...markers }),
    )
    for (const { Key, VersionId } of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]) {
      objects.push({ Key: Key!, ...(VersionId === undefined ? {} : { VersionId }) })
    }
    markers = page.IsTruncated
      ? { KeyMarker: page.NextKeyMarker!, VersionIdMarker: page.NextVersionIdMarker! }
      : undefined
  }
  return objects
}
