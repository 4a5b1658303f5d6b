import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { packageRoot } from '../../../../src/lib/project/paths.js'
import { readRawSources } from '../../../../src/lib/project/raw-sources.js'
import type { Progress } from '../../../../src/lib/ui/reporter.js'
import { provision } from '../../../../src/lib/warehouse/provision/provision.js'
import { generateSample } from '../../../../src/lib/warehouse/sample/generate.js'
import { upload } from '../../../../src/lib/warehouse/upload/upload.js'
import { type TestLakehouse, testLakehouse } from '../../../support/lakehouse.js'
import { recordingProgress } from '../../../support/progress.js'

const sources = readRawSources(join(packageRoot, 'dbt'))
const Bucket = 'mdw-local'
let lake: TestLakehouse
let folder: string

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

const send = (options: { tables?: string[]; signal?: AbortSignal; progress?: Progress } = {}) =>
  upload({ ...lake, sources, folder, ...options })

async function keys(): Promise<string[]> {
  const { Contents } = await lake.clients.s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'raw/' }))
  return (Contents ?? []).map(object => object.Key!)
}

it('uploads a sample once, and knows it again by size and time or by content', async () => {
  await generateSample({ folder, rows: 500 })
  const first = await send()
  expect(first.added).toHaveLength(7)
  expect(first).toMatchObject({ replaced: [], removed: [], unchanged: 0, missing: [], unknown: [] })
  expect(await keys()).toContain('raw/sales/sales.csv')
  expect(await send()).toMatchObject({ added: [], unchanged: 7, bytes: 0 })
  utimesSync(join(folder, 'sales.csv'), new Date(), new Date())
  expect(await send()).toMatchObject({ added: [], replaced: [], unchanged: 7 })
})

it('replaces what changed, and says so', async () => {
  await generateSample({ folder, rows: 500 })
  await send()
  await generateSample({ folder, rows: 600 })
  expect(await send()).toMatchObject({ replaced: ['raw/customers/customers.csv', 'raw/sales/sales.csv'], unchanged: 5 })
})

it('uploads in parts, and the object is the file', async () => {
  const line = `1,${'x'.repeat(60)},00000,1\n`
  const text = `CityID,CityName,Zipcode,CountryID\n${line.repeat(Math.ceil((20 * 1024 * 1024) / line.length))}`
  writeFileSync(join(folder, 'cities.csv'), text)
  const result = await send({ tables: ['cities'] })
  expect(result).toMatchObject({ added: ['raw/cities/cities.csv'], bytes: text.length })
  const object = await lake.clients.s3.send(new GetObjectCommand({ Bucket, Key: 'raw/cities/cities.csv' }))
  expect((await object.Body!.transformToString()) === text).toBe(true)
  expect(object.ETag).toMatch(/-3"$/)
})

it('takes a folder of files for a table, and names what it does not know', async () => {
  mkdirSync(join(folder, 'Cities'))
  for (const part of ['a', 'b']) {
    writeFileSync(join(folder, 'Cities', `${part}.csv`), `CityID,CityName,Zipcode,CountryID\n${part},x,y,z\n`)
  }
  writeFileSync(join(folder, 'stores.csv'), 'StoreID\n')
  const { progress, warnings } = recordingProgress()
  expect(await send({ progress })).toMatchObject({
    added: ['raw/cities/a.csv', 'raw/cities/b.csv'],
    missing: expect.arrayContaining(['sales']),
    unknown: ['stores.csv'],
  })
  expect(warnings).toEqual([expect.stringContaining('sales'), expect.stringContaining('stores.csv')])
})

it('lets real files take the place of the sample, and touches no object of others', async () => {
  await generateSample({ folder, rows: 50 })
  await send()
  await lake.clients.s3.send(new PutObjectCommand({ Bucket, Key: 'raw/cities/delivered.csv', Body: 'x' }))
  for (const name of ['sales', 'products', 'customers', 'employees', 'categories', 'countries']) {
    rmSync(join(folder, `${name}.csv`))
  }
  renameSync(join(folder, 'cities.csv'), join(folder, 'real.csv'))
  mkdirSync(join(folder, 'cities'))
  renameSync(join(folder, 'real.csv'), join(folder, 'cities', 'real.csv'))
  expect(await send()).toMatchObject({ added: ['raw/cities/real.csv'], removed: ['raw/cities/cities.csv'] })
  expect((await keys()).filter(key => key.startsWith('raw/cities/'))).toEqual([
    'raw/cities/delivered.csv',
    'raw/cities/real.csv',
  ])
  const { Metadata } = await lake.clients.s3.send(new HeadObjectCommand({ Bucket, Key: 'raw/cities/real.csv' }))
  expect(Metadata).toMatchObject({ 'mdw-sha256': expect.stringMatching(/^[0-9a-f]{64}$/) })
  expect(Metadata).not.toHaveProperty('mdw-sample')
})

it('sends nothing when one header is wrong', async () => {
  await generateSample({ folder, rows: 50 })
  writeFileSync(join(folder, 'sales.csv'), 'SalesID,Oops\n')
  await expect(send()).rejects.toMatchObject({ code: 'CSV_DOES_NOT_FIT' })
  expect(await keys()).toEqual([])
})

it('says what it expects of an empty folder, and which tables there are', async () => {
  await expect(send()).rejects.toMatchObject({
    code: 'NO_RAW_FILES',
    actions: [expect.stringContaining('mdw sample'), expect.anything()],
  })
  await expect(send({ tables: ['orders'] })).rejects.toMatchObject({ code: 'UNKNOWN_RAW_TABLE', exitCode: 2 })
})

it('stops between files on an abort', async () => {
  await generateSample({ folder, rows: 50 })
  const stop = new AbortController()
  stop.abort()
  await expect(send({ signal: stop.signal })).rejects.toMatchObject({ code: 'INTERRUPTED' })
})
