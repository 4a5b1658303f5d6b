import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ListObjectsV2Command } from '@aws-sdk/client-s3'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { packageRoot } from '../../src/lib/project/paths.js'
import { readRawSources } from '../../src/lib/project/raw-sources.js'
import { provision } from '../../src/lib/warehouse/provision/provision.js'
import { type UploadOptions, upload } from '../../src/lib/warehouse/upload/upload.js'
import { type TestLakehouse, testLakehouse } from './lakehouse.js'

/** The sample's raw tables, without keys: most of the tests' files repeat a row. */
export const sources = readRawSources(join(packageRoot, 'dbt')).map(table => ({ ...table, key: undefined }))
export const Bucket = 'mdw-local'
export let lake: TestLakehouse
/** The folder of raw files, empty before each test. */
export let folder: string

/** One lakehouse for a test file, with a bucket and a folder that are empty before each test. */
export function emptyRawBucket(): void {
  beforeAll(async () => {
    lake = await testLakehouse()
  })
  afterAll(() => lake?.stop())
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mdw-raw-'))
    await provision({ ...lake, sources: [] })
    for (const key of await keys()) await lake.lakehouse.objects.delete(Bucket, key)
  })
  afterEach(() => rmSync(folder, { recursive: true }))
}

export function send(options: Partial<UploadOptions> = {}): ReturnType<typeof upload> {
  return upload({ ...lake, sources, folder, ...options })
}

export async function keys(): Promise<string[]> {
  const { Contents } = await lake.clients.s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'raw/' }))
  return (Contents ?? []).map(object => object.Key!)
}
