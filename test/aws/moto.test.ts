import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateTableCommand,
  GetPartitionsCommand,
  GetTableVersionsCommand,
  type TableInput,
  UpdateTableCommand,
} from '@aws-sdk/client-glue'
import {
  CreateMultipartUploadCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { RawTable } from '../../src/lib/project/raw-sources.js'
import { verifyCaller } from '../../src/lib/warehouse/caller.js'
import { awsClients, destroyClients } from '../../src/lib/warehouse/clients.js'
import type { Connection } from '../../src/lib/warehouse/connection.js'
import { copyObject } from '../../src/lib/warehouse/copy-object.js'
import { gc } from '../../src/lib/warehouse/leftovers/gc.js'
import { provision } from '../../src/lib/warehouse/provision/provision.js'
import { listObjects } from '../../src/lib/warehouse/s3-objects.js'
import { summarizeTables } from '../../src/lib/warehouse/tables.js'
import { type UploadOptions, upload } from '../../src/lib/warehouse/upload/upload.js'
import { CITIES_HEADER, CITIES_KEY, cities } from '../support/cities.js'
import { agreeing } from '../support/iceberg-warehouse.js'
import { testLakehouse } from '../support/lakehouse.js'
import { type Moto, startMoto } from '../support/moto.js'

const MIB = 1024 * 1024
const byDay: RawTable = { ...cities, name: 'visits', location: 'raw/visits/', partitionedBy: ['day'] }

let moto: Moto
let lake: Moto
beforeAll(async () => {
  ;[moto, lake] = await Promise.all([startMoto(), testLakehouse({ name: 'dev', bucket: 'shop-dev', prefix: 'dev_' })])
})
afterAll(async () => {
  await moto?.stop()
  await lake?.stop()
})

/** What mdw asks of AWS, answered by moto; and by the lakehouse, which must answer the same. */
describe.each(['moto', 'lakehouse'])('%s', name => {
  let at: Moto
  let folder: string
  const file = (path: string) => join(folder, path)
  const write = (path: string, text: string) => writeFileSync(file(path), text)
  const Bucket = 'shop-dev'
  const send = (options: Partial<UploadOptions> = {}) =>
    upload({ ...at, sources: [cities, byDay], folder, tables: ['cities'], ...options })
  const keys = async () => (await listObjects(at.clients.s3, { bucket: Bucket, key: '' })).map(({ key }) => key)
  const make = () => provision({ ...at, sources: [cities, byDay] })

  beforeAll(async () => {
    at = name === 'moto' ? moto : lake
    folder = mkdtempSync(join(tmpdir(), 'mdw-moto-'))
    await make()
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('says who calls, and gives a role', async () => {
    const { arn, account } = await verifyCaller(at.environment, at.clients.sts)
    expect(arn).toContain(account)
    const role = { arn: `arn:aws:iam::${account}:role/dbt`, externalId: 'shop-7', sessionName: 'nightly' }
    const asRole = awsClients({ ...at.environment, role })
    onTestFinished(() => destroyClients(asRole))
    expect((await verifyCaller(at.environment, asRole.sts)).arn).toBe(
      `arn:aws:sts::${account}:assumed-role/dbt/nightly`,
    )
    await expect(verifyCaller({ ...at.environment, accountId: '1' }, at.clients.sts)).rejects.toMatchObject({
      code: 'WRONG_ACCOUNT',
    })
  })

  it('makes what the environment needs, once, in its region', async () => {
    expect((await make()).map(({ outcome }) => outcome)).toEqual(Array(8).fill('unchanged'))
    const { LocationConstraint } = await at.clients.s3.send(new GetBucketLocationCommand({ Bucket }))
    expect(LocationConstraint ?? 'us-east-1').toBe(at.environment.region)
    const more = { ...cities, columns: [...cities.columns, { name: 'Mayor', type: 'string' }] }
    expect((await provision({ ...at, sources: [more] })).at(-1)).toMatchObject({ outcome: 'updated' })
    const table = { DatabaseName: 'dev_raw', TableName: 'cities' }
    const { TableVersions } = await at.clients.glue.send(new GetTableVersionsCommand(table))
    expect(TableVersions!.map(({ Table }) => Table!.StorageDescriptor!.Columns!.length).sort()).toEqual([2, 3])
    await make()
  })

  it('takes files, knows them again, and keeps what is replaced', async () => {
    write('cities.csv', `${CITIES_HEADER}1,Ulm\n`)
    expect(await send()).toMatchObject({ added: [CITIES_KEY], unchanged: 0 })
    expect(await send()).toMatchObject({ added: [], unchanged: 1 })
    write('cities.csv', `${CITIES_HEADER}1,Ulm\n2,Zürich\n`)
    await expect(send()).rejects.toMatchObject({ message: expect.stringContaining('cities') })
    const { kept } = await send({ replace: true })
    expect(kept).toEqual([expect.stringMatching(/^raw_replaced\/cities\/.*\/cities\.csv$/)])
    const copy = await at.clients.s3.send(new GetObjectCommand({ Bucket, Key: kept[0] }))
    expect(await copy.Body!.transformToString()).toBe(`${CITIES_HEADER}1,Ulm\n`)
  })

  it('adds partitions, and prunes what has no file any more', async () => {
    mkdirSync(file('visits/day=20240101'), { recursive: true })
    mkdirSync(file('visits/day=20240102'))
    write('visits/day=20240101/a.csv', `${CITIES_HEADER}1,Ulm\n`)
    write('visits/day=20240102/b.csv', `${CITIES_HEADER}1,Ulm\n`)
    expect(await send({ tables: ['visits'] })).toMatchObject({ partitions: 2 })
    expect(await send({ tables: ['visits'] })).toMatchObject({ partitions: 0, unchanged: 2 })
    const table = { DatabaseName: 'dev_raw', TableName: 'visits' }
    const { Partitions } = await at.clients.glue.send(new GetPartitionsCommand(table))
    expect(Partitions!.map(({ StorageDescriptor }) => StorageDescriptor!.Location).sort()).toEqual([
      `s3://${Bucket}/raw/visits/day=20240101/`,
      `s3://${Bucket}/raw/visits/day=20240102/`,
    ])
    rmSync(file('visits/day=20240102'), { recursive: true })
    expect(await send({ tables: ['visits'], confirmPrune: async () => {} })).toMatchObject({
      removed: ['raw/visits/day=20240102/b.csv'],
    })
    expect(await keys()).not.toContain('raw/visits/day=20240102/b.csv')
  })

  it('takes large files in parts, and goes on with an upload that was stopped', async () => {
    const rows = `1,${'x'.repeat(100)}\n`.repeat(Math.ceil((17 * MIB) / 103))
    write('cities.csv', CITIES_HEADER + rows)
    const begun = { Bucket, Key: CITIES_KEY, ChecksumAlgorithm: 'CRC32' } as const
    const { UploadId } = await at.clients.s3.send(
      new CreateMultipartUploadCommand({ ...begun, ContentType: 'text/csv' }),
    )
    const Body = Buffer.from(CITIES_HEADER + rows).subarray(0, 8 * MIB)
    await at.clients.s3.send(new UploadPartCommand({ ...begun, UploadId, PartNumber: 1, Body }))
    expect(await send({ replace: true })).toMatchObject({
      replaced: [CITIES_KEY],
      bytes: CITIES_HEADER.length + rows.length,
    })
    // moto gives the checksum of an object in parts without the number of parts, and the SDK then takes it for the whole.
    at.clients.s3.config.responseChecksumValidation = async () => 'WHEN_REQUIRED'
    const object = await at.clients.s3.send(new GetObjectCommand({ Bucket, Key: CITIES_KEY }))
    expect((await object.Body!.transformToString()) === CITIES_HEADER + rows).toBe(true)
    // It was this upload that was completed.
    const parts = at.clients.s3.send(new ListPartsCommand({ Bucket, Key: CITIES_KEY, UploadId }))
    await expect(parts).rejects.toMatchObject({ name: 'NoSuchUpload' })
    expect(await send()).toMatchObject({ unchanged: 1 })
  })

  it('copies in parts what is too large for one copy', async () => {
    const { s3 } = at.clients
    const text = 'x'.repeat(11 * MIB)
    const source = { Bucket, Key: 'raw_replaced/ä b.csv', Body: text, ContentType: 'text/csv', Metadata: { a: '1' } }
    await s3.send(new PutObjectCommand(source))
    await copyObject(s3, { bucket: Bucket, from: source.Key, to: 'copy.csv' }, 6 * MIB, 5 * MIB)
    const copy = await s3.send(new GetObjectCommand({ Bucket, Key: 'copy.csv' }))
    expect((await copy.Body!.transformToString()) === text).toBe(true)
    expect(copy).toMatchObject({ ContentType: 'text/csv', Metadata: { a: '1' } })
    expect(copy.ETag).toMatch(/-3"$/)
  })

  it('finds what builds left behind, and removes it', async () => {
    const { glue, s3 } = at.clients
    const Table = (Name: string, text: string): TableInput => ({
      ...{ Name, TableType: 'VIRTUAL_VIEW', Parameters: { text } },
    })
    const DatabaseName = 'dev_cur'
    for (const made of ['kept', 'sales__dbt_tmp']) {
      await glue.send(new CreateTableCommand({ DatabaseName, TableInput: Table(made, '0') }))
    }
    for (const text of ['1', '2', '3', '4']) {
      await glue.send(new UpdateTableCommand({ DatabaseName, TableInput: Table('kept', text) }))
    }
    await s3.send(
      new PutObjectCommand({ Bucket, Key: `dev_cur/gone/${crypto.randomUUID()}/data/a.parquet`, Body: 'x' }),
    )
    const project = { config: {} } as Connection['project']
    const request = { olderThanSeconds: -60, keep: 2, dryRun: false }
    const found = await gc({ project, ...at }, request, agreeing().reporter)
    expect(found).toMatchObject({ tables: ['dev_cur.sales__dbt_tmp'], prefixes: [{ objects: 1 }] })
    expect((await keys()).filter(key => key.startsWith('dev_cur/'))).toEqual([])
    const { TableVersions } = await glue.send(new GetTableVersionsCommand({ DatabaseName, TableName: 'kept' }))
    const texts = TableVersions!.map(version => version.Table!.Parameters!.text).sort()
    // moto has no BatchDeleteTableVersion.
    if (name === 'moto') {
      expect(found.failed.map(({ what }) => what)).toContain('versions of dev_cur.kept')
      expect(texts).toHaveLength(5)
    } else expect({ failed: found.failed, texts }).toEqual({ failed: [], texts: ['3', '4'] })
  })

  it('sizes the tables', async () => {
    write('cities.csv', `${CITIES_HEADER}1,Ulm\n`)
    await send({ replace: true })
    const size = { kind: 'csv', files: 1, bytes: 22 }
    expect(await summarizeTables(at.clients, at.environment)).toMatchObject([
      { name: 'cities', ...size },
      { name: 'visits' },
      { name: 'kept', kind: 'view', files: null },
    ])
  })
})
