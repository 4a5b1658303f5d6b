import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { awsFailure } from '../aws-error.js'
import { eachLimited } from '../each-limited.js'
import { parseS3Uri } from '../tables.js'
import { type AvroRecord, readAvroRecords } from './avro-records.js'
import type { Snapshot } from './table-metadata.js'

/** A file that a snapshot reads (spec, "Manifests"). */
export interface DataFile {
  kind: 'data' | 'deletes'
  path: string
  /** Deletes apply to data files with no higher number (spec, "Scan Planning"). */
  sequence: number
  /** The one data file that a delete file is about, where it says so. */
  about?: string
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
  const files = await eachLimited(manifests, AT_ONCE, async manifest => {
    const entries = await readAvroRecords(await getObject(s3, manifest.f500))
    return entries.filter(({ f0: status }) => status !== DELETED).map(entry => dataFile(entry, manifest))
  })
  return files.flat()
}

function dataFile({ f2: record, f3: sequence }: AvroRecord, manifest: AvroRecord): DataFile {
  return {
    kind: (record.f134 ?? 0) === 0 ? 'data' : 'deletes',
    path: record.f100,
    // Files that a manifest adds have the number of its commit.
    sequence: sequence ?? manifest.f515 ?? 0,
    about: record.f143 ?? oneFile(record),
    specId: manifest.f502 ?? 0,
    partition: { ...record.f102 },
    rows: record.f103,
    bytes: record.f104,
  }
}

/** Ids of `file_path` in position delete files: the spec's, and the one that DuckDB 1.5 writes. */
const FILE_PATH = [2147483546, 2147483646]

/** Where the lowest and the highest path in a delete file are the same, it is about that file alone. */
function oneFile(record: AvroRecord): string | undefined {
  const lower = record.f125?.find(({ f126 }: AvroRecord) => FILE_PATH.includes(f126))?.f127 as Buffer | undefined
  const upper = record.f128?.find(({ f129 }: AvroRecord) => FILE_PATH.includes(f129))?.f130 as Buffer | undefined
  return lower !== undefined && upper !== undefined && Buffer.compare(lower, upper) === 0
    ? Buffer.from(lower).toString('utf8')
    : undefined
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
