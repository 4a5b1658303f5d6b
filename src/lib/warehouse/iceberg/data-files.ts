import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { awsFailure } from '../aws-error.js'
import { eachLimited } from '../each-limited.js'
import { parseS3Uri } from '../tables.js'
import { readAvroRecords } from './avro-records.js'
import type { Snapshot } from './table-metadata.js'

/** A file that a snapshot reads (spec, "Manifests"). */
export interface DataFile {
  kind: 'data' | 'deletes'
  specId: number
  /** By partition field id: dates as days, timestamps as microseconds. */
  partition: Record<string, unknown>
  rows: number
  bytes: number
}

const DELETED = 2
const AT_ONCE = 16

/** All files of a snapshot, from its manifests: one GET for each, and no query. */
export async function readDataFiles(s3: S3Client, snapshot: Snapshot): Promise<DataFile[]> {
  const manifests = await readAvroRecords(await getObject(s3, snapshot.manifestList))
  const files = await eachLimited(manifests, AT_ONCE, async ({ f500: path, f502: specId }) => {
    const entries = await readAvroRecords(await getObject(s3, path))
    return entries.filter(({ f0: status }) => status !== DELETED).map(entry => dataFile(entry.f2, specId ?? 0))
  })
  return files.flat()
}

function dataFile(record: Record<string, unknown>, specId: number): DataFile {
  return {
    kind: (record.f134 ?? 0) === 0 ? 'data' : 'deletes',
    specId,
    partition: { ...(record.f102 as Record<string, unknown>) },
    rows: record.f103 as number,
    bytes: record.f104 as number,
  }
}

async function getObject(s3: S3Client, location: string): Promise<Buffer> {
  const { bucket, key } = parseS3Uri(location)!
  try {
    const object = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
    return Buffer.from(await object.Body!.transformToByteArray())
  } catch (error) {
    throw awsFailure(error, `read ${location}`)
  }
}
