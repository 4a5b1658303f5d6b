import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
} from '@aws-sdk/client-s3'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { deleteHoldings, findHoldings } from '../../src/lib/infra/holdings.js'
import type { Infra } from '../../src/lib/infra/infra.js'
import { ensureStateBucket, requireStateBucket } from '../../src/lib/infra/state-bucket.js'
import { projectPaths } from '../../src/lib/project/paths.js'
import { verifyCaller } from '../../src/lib/warehouse/caller.js'
import { awsClients, destroyClients } from '../../src/lib/warehouse/clients.js'
import type { Connection } from '../../src/lib/warehouse/connection.js'
import { history } from '../../src/lib/warehouse/history/history.js'
import { provision } from '../../src/lib/warehouse/provision/provision.js'
import { renderEngine } from '../../src/lib/warehouse/render-engine.js'
import { restore } from '../../src/lib/warehouse/restore/restore.js'
import { summarizeTables } from '../../src/lib/warehouse/tables.js'
import { type UploadOptions, upload } from '../../src/lib/warehouse/upload/upload.js'
import { CITIES_HEADER, CITIES_KEY, cities } from '../support/cities.js'
import { clientPython } from '../support/client-python.js'
import { agreeing } from '../support/iceberg-warehouse.js'
import { type Moto, restrictedUser, startMoto } from '../support/moto.js'
import { recordingProgress } from '../support/progress.js'

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

/** What only AWS has of what mdw asks, and the lakehouse not: versions, policies, permissions, a Glue catalog for PyIceberg. */
let moto: Moto
let folder: string
const write = (text: string) => writeFileSync(join(folder, 'cities.csv'), text)
const Bucket = 'shop-dev'
const send = (options: Partial<UploadOptions> = {}) => upload({ ...moto, sources: [cities], folder, ...options })

beforeAll(async () => {
  moto = await startMoto()
  folder = mkdtempSync(join(tmpdir(), 'mdw-moto-'))
  await provision({ ...moto, sources: [cities] })
})
afterAll(async () => {
  await moto?.stop()
  rmSync(folder, { recursive: true, force: true })
})

it('keeps versions where the bucket does, and empties it of all of them', async () => {
  write(CITIES_HEADER)
  expect(await send()).toMatchObject({ added: [CITIES_KEY] })
  const VersioningConfiguration = { Status: 'Enabled' } as const
  await moto.clients.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }))
  write(`${CITIES_HEADER}1,Bonn\n`)
  expect(await send({ replace: true })).toMatchObject({ replaced: [CITIES_KEY], kept: [] })
  const { Versions } = await moto.clients.s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: CITIES_KEY }))
  expect(Versions!.map(({ IsLatest }) => IsLatest)).toEqual([true, false])
  const infra = { environment: moto.environment, clients: moto.clients } as Infra
  const holdings = await findHoldings(infra)
  expect(holdings).toMatchObject({
    icebergTables: [],
    objects: expect.arrayContaining([{ Key: CITIES_KEY, VersionId: Versions![1]!.VersionId }]),
  })
  await deleteHoldings(infra, holdings, recordingProgress().progress)
  expect(await findHoldings(infra)).toMatchObject({ objects: [] })
})

it('makes a bucket for Terraform’s state that nobody else reads', async () => {
  const bucket = 'shop-dev-tfstate'
  const { reporter, questions } = agreeing()
  await expect(requireStateBucket(moto.clients.s3, moto.environment, bucket)).rejects.toMatchObject({
    code: 'INFRA_NOT_APPLIED',
  })
  // As on AWS, where the endpoint has TLS.
  const environment = { ...moto.environment, endpoint: undefined }
  const { progress, warnings } = recordingProgress()
  await ensureStateBucket(moto.clients.s3, environment, bucket, reporter, progress)
  await ensureStateBucket(moto.clients.s3, environment, bucket, reporter, progress)
  expect({ asked: questions.length, warnings }).toEqual({ asked: 1, warnings: [] })
  await requireStateBucket(moto.clients.s3, moto.environment, bucket)
  const { Status } = await moto.clients.s3.send(new GetBucketVersioningCommand({ Bucket: bucket }))
  const access = await moto.clients.s3.send(new GetPublicAccessBlockCommand({ Bucket: bucket }))
  const { Policy } = await moto.clients.s3.send(new GetBucketPolicyCommand({ Bucket: bucket }))
  expect({ Status, closed: access.PublicAccessBlockConfiguration, Policy }).toMatchObject({
    Status: 'Enabled',
    closed: { BlockPublicAcls: true, RestrictPublicBuckets: true },
    Policy: expect.stringContaining('aws:SecureTransport'),
  })
})

it('shows the past of an Iceberg table that PyIceberg made, and restores it', async () => {
  await pyiceberg(
    moto,
    `
table = catalog.create_table('dev_cur.past', pa.schema([('id', pa.int64())]), location='s3://${Bucket}/dev_cur/past/1')
for day in range(2): table.append(pa.table({'id': [day]}))`,
  )
  const connection = { ...moto, project: { paths: projectPaths(folder), dbtFolder: folder } as Connection['project'] }
  const counted = async () => (await history(connection, 'past', 'UTC')).entries.map(({ rows }) => rows)
  expect(await counted()).toEqual([2, 1])
  const request = { table: 'past', to: '-1', dryRun: false }
  expect(await restore(connection, request, agreeing().reporter)).toMatchObject({ outcome: 'restored' })
  const sized = await summarizeTables(moto.clients, moto.environment)
  expect(sized.find(table => table.name === 'past')).toMatchObject({ kind: 'iceberg', rows: 1, files: 1 })
  // Another engine takes it up from there.
  const ids = await pyiceberg(
    moto,
    `
table = catalog.load_table('dev_cur.past')
table.append(pa.table({'id': [7]}))
print(sorted(table.scan().to_arrow()['id'].to_pylist()))`,
  )
  expect(ids).toBe('[0, 7]')
  expect((await counted()).length).toBe(4)
})

// Last: moto lets nobody do anything without a policy from here on.
it('says which call is not allowed, and to whom', async () => {
  const credentials = await restrictedUser(moto, ['s3:ListBucket', 's3:GetObject'])
  const environment = { ...moto.environment, credentials }
  const clients = awsClients(environment)
  onTestFinished(() => destroyClients(clients))
  const { arn } = await verifyCaller(environment, clients.sts)
  expect(arn).toBe('arn:aws:iam::123456789012:user/ann')
  write(`${CITIES_HEADER}2,Bonn\n`)
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
