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
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { deleteHoldings, findHoldings } from '../../src/lib/infra/holdings.js'
import type { Infra } from '../../src/lib/infra/infra.js'
import { ensureStateBucket, requireStateBucket } from '../../src/lib/infra/state-bucket.js'
import { packageRoot, projectPaths } from '../../src/lib/project/paths.js'
import { type RawTable, readRawSources } from '../../src/lib/project/raw-sources.js'
import { verifyCaller } from '../../src/lib/warehouse/caller.js'
import { awsClients, destroyClients } from '../../src/lib/warehouse/clients.js'
import type { Connection } from '../../src/lib/warehouse/connection.js'
import { copyObject } from '../../src/lib/warehouse/copy-object.js'
import { history } from '../../src/lib/warehouse/history/history.js'
import { gc } from '../../src/lib/warehouse/leftovers/gc.js'
import { provision } from '../../src/lib/warehouse/provision/provision.js'
import { renderEngine } from '../../src/lib/warehouse/render-engine.js'
import { restore } from '../../src/lib/warehouse/restore/restore.js'
import { listObjects } from '../../src/lib/warehouse/s3-objects.js'
import { summarizeTables } from '../../src/lib/warehouse/tables.js'
import { type UploadOptions, upload } from '../../src/lib/warehouse/upload/upload.js'
import { clientPython } from '../support/client-python.js'
import { agreeing } from '../support/iceberg-warehouse.js'
import { testLakehouse } from '../support/lakehouse.js'
import { type Moto, restrictedUser, startMoto } from '../support/moto.js'
import { recordingProgress } from '../support/progress.js'

const MIB = 1024 * 1024
const cities: RawTable = {
  ...readRawSources(join(packageRoot, 'dbt')).find(table => table.name === 'cities')!,
  columns: ['CityID', 'CityName'].map(name => ({ name, type: 'string' })),
  key: undefined,
}
const byDay: RawTable = { ...cities, name: 'visits', location: 'raw/visits/', partitionedBy: ['day'] }
const HEADER = 'CityID,CityName\n'
const KEY = 'raw/cities/cities.csv'

/** What a program prints that has PyIceberg's Glue catalog as `catalog`. */
async function pyiceberg({ environment }: Moto, program: string): Promise<string> {
  const { accessKeyId, secretAccessKey } = environment.credentials!
  const env = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey }
  const open = `
import sys, yaml, pyarrow as pa
from pyiceberg.catalog import load_catalog
catalog = load_catalog('dev', **yaml.safe_load(sys.stdin.read())['catalog']['dev'])`
  const { text: input } = renderEngine({ ...environment, credentials: undefined }, 'pyiceberg')
  return (await execa(await clientPython(), ['-c', open + program], { input, env })).stdout.trim()
}

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
    write('cities.csv', `${HEADER}1,Ulm\n`)
    expect(await send()).toMatchObject({ added: [KEY], unchanged: 0 })
    expect(await send()).toMatchObject({ added: [], unchanged: 1 })
    write('cities.csv', `${HEADER}1,Ulm\n2,Zürich\n`)
    await expect(send()).rejects.toMatchObject({ message: expect.stringContaining('cities') })
    const { kept } = await send({ replace: true })
    expect(kept).toEqual([expect.stringMatching(/^raw_replaced\/cities\/.*\/cities\.csv$/)])
    const copy = await at.clients.s3.send(new GetObjectCommand({ Bucket, Key: kept[0] }))
    expect(await copy.Body!.transformToString()).toBe(`${HEADER}1,Ulm\n`)
  })

  it('adds partitions, and prunes what has no file any more', async () => {
    mkdirSync(file('visits/day=20240101'), { recursive: true })
    mkdirSync(file('visits/day=20240102'))
    write('visits/day=20240101/a.csv', `${HEADER}1,Ulm\n`)
    write('visits/day=20240102/b.csv', `${HEADER}1,Ulm\n`)
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
    write('cities.csv', HEADER + rows)
    const begun = { Bucket, Key: KEY, ChecksumAlgorithm: 'CRC32' } as const
    const { UploadId } = await at.clients.s3.send(
      new CreateMultipartUploadCommand({ ...begun, ContentType: 'text/csv' }),
    )
    const Body = Buffer.from(HEADER + rows).subarray(0, 8 * MIB)
    await at.clients.s3.send(new UploadPartCommand({ ...begun, UploadId, PartNumber: 1, Body }))
    expect(await send({ replace: true })).toMatchObject({ replaced: [KEY], bytes: HEADER.length + rows.length })
    // moto gives the checksum of an object in parts without the number of parts, and the SDK then takes it for the whole.
    at.clients.s3.config.responseChecksumValidation = async () => 'WHEN_REQUIRED'
    const object = await at.clients.s3.send(new GetObjectCommand({ Bucket, Key: KEY }))
    expect((await object.Body!.transformToString()) === HEADER + rows).toBe(true)
    // It was this upload that was completed.
    const parts = at.clients.s3.send(new ListPartsCommand({ Bucket, Key: KEY, UploadId }))
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

  // The lakehouse keeps no versions.
  it.runIf(name === 'moto')('keeps versions where the bucket does, and empties it of all of them', async () => {
    const VersioningConfiguration = { Status: 'Enabled' } as const
    await at.clients.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }))
    write('cities.csv', `${HEADER}1,Bonn\n`)
    expect(await send({ replace: true })).toMatchObject({ replaced: [KEY], kept: [] })
    const { Versions } = await at.clients.s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: KEY }))
    expect(Versions!.map(({ IsLatest }) => IsLatest)).toEqual([true, false])
    const infra = { environment: at.environment, clients: at.clients } as Infra
    const holdings = await findHoldings(infra)
    expect(holdings).toMatchObject({
      icebergTables: [],
      objects: expect.arrayContaining([{ Key: KEY, VersionId: Versions![1]!.VersionId }]),
    })
    await deleteHoldings(infra, holdings, recordingProgress().progress)
    expect(await findHoldings(infra)).toMatchObject({ objects: [] })
  })

  it.runIf(name === 'moto')('makes a bucket for Terraform’s state that nobody else reads', async () => {
    const bucket = 'shop-dev-tfstate'
    const { reporter, questions } = agreeing()
    await expect(requireStateBucket(at.clients.s3, at.environment, bucket)).rejects.toMatchObject({
      code: 'INFRA_NOT_APPLIED',
    })
    // As on AWS, where the endpoint has TLS.
    const environment = { ...at.environment, endpoint: undefined }
    const { progress, warnings } = recordingProgress()
    await ensureStateBucket(at.clients.s3, environment, bucket, reporter, progress)
    await ensureStateBucket(at.clients.s3, environment, bucket, reporter, progress)
    expect({ asked: questions.length, warnings }).toEqual({ asked: 1, warnings: [] })
    await requireStateBucket(at.clients.s3, at.environment, bucket)
    const { Status } = await at.clients.s3.send(new GetBucketVersioningCommand({ Bucket: bucket }))
    const access = await at.clients.s3.send(new GetPublicAccessBlockCommand({ Bucket: bucket }))
    const { Policy } = await at.clients.s3.send(new GetBucketPolicyCommand({ Bucket: bucket }))
    expect({ Status, closed: access.PublicAccessBlockConfiguration, Policy }).toMatchObject({
      Status: 'Enabled',
      closed: { BlockPublicAcls: true, RestrictPublicBuckets: true },
      Policy: expect.stringContaining('aws:SecureTransport'),
    })
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
    write('cities.csv', `${HEADER}1,Ulm\n`)
    await send({ replace: true })
    const size = { kind: 'csv', files: 1, bytes: 22 }
    expect(await summarizeTables(at.clients, at.environment)).toMatchObject([
      { name: 'cities', ...size },
      { name: 'visits' },
      { name: 'kept', kind: 'view', files: null },
    ])
  })

  // test/lib/warehouse asks the lakehouse this.
  it.runIf(name === 'moto')('shows the past of an Iceberg table that PyIceberg made, and restores it', async () => {
    await pyiceberg(
      at,
      `
table = catalog.create_table('dev_cur.past', pa.schema([('id', pa.int64())]), location='s3://${Bucket}/dev_cur/past/1')
for day in range(2): table.append(pa.table({'id': [day]}))`,
    )
    const connection = { ...at, project: { paths: projectPaths(folder), dbtFolder: folder } as Connection['project'] }
    const counted = async () => (await history(connection, 'past', 'UTC')).entries.map(({ rows }) => rows)
    expect(await counted()).toEqual([2, 1])
    const request = { table: 'past', to: '-1', dryRun: false }
    expect(await restore(connection, request, agreeing().reporter)).toMatchObject({ outcome: 'restored' })
    const sized = await summarizeTables(at.clients, at.environment)
    expect(sized.find(table => table.name === 'past')).toMatchObject({ kind: 'iceberg', rows: 1, files: 1 })
    // Another engine takes it up from there.
    const ids = await pyiceberg(
      at,
      `
table = catalog.load_table('dev_cur.past')
table.append(pa.table({'id': [7]}))
print(sorted(table.scan().to_arrow()['id'].to_pylist()))`,
    )
    expect(ids).toBe('[0, 7]')
    expect((await counted()).length).toBe(4)
  })

  // Last: moto lets nobody do anything without a policy from here on.
  it.runIf(name === 'moto')('says which call is not allowed, and to whom', async () => {
    const credentials = await restrictedUser(at, ['s3:ListBucket', 's3:GetObject'])
    const environment = { ...at.environment, credentials }
    const clients = awsClients(environment)
    onTestFinished(() => destroyClients(clients))
    const { arn } = await verifyCaller(environment, clients.sts)
    expect(arn).toBe('arn:aws:iam::123456789012:user/ann')
    write('cities.csv', `${HEADER}2,Bonn\n`)
    await expect(send({ clients, replace: true })).rejects.toMatchObject({
      code: 'AWS_CALL_FAILED',
      why: expect.stringMatching(/^AccessDenied: /),
      actions: [expect.stringContaining('`mdw status`')],
    })
    // moto's refusals of Glue are not in Glue's form.
    clients.glue.middlewareStack.add(
      () => async () => {
        throw Object.assign(new Error('no'), { name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } })
      },
      { step: 'initialize' },
    )
    const denied: string[] = []
    expect(await summarizeTables(clients, environment, database => denied.push(database))).toEqual([])
    expect(denied).toEqual(['dev_raw', 'dev_stg', 'dev_std', 'dev_cur'])
    const role = { arn: 'arn:aws:iam::123456789012:role/dbt', sessionName: 'mdw' }
    const asRole = awsClients({ ...environment, role })
    onTestFinished(() => destroyClients(asRole))
    await expect(verifyCaller(environment, asRole.sts)).rejects.toMatchObject({
      code: 'AWS_ROLE_DENIED',
      message: `AWS does not let ${arn} assume the role ${role.arn}.`,
      why: expect.stringContaining('sts:AssumeRole'),
    })
  })
})
