import { AthenaClient, StartQueryExecutionCommand } from '@aws-sdk/client-athena'
import { GetTablesCommand, GlueClient } from '@aws-sdk/client-glue'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LIMITS } from '../../../../src/lib/lakehouse/athena/limits.js'
import { ATHENA_LIMITS } from '../../../../src/lib/project/config.js'
import type { Environment } from '../../../../src/lib/project/environment.js'
import { addFault, clearFaults, faultName, listFaults } from '../../../../src/lib/toolchain/lakehouse/faults.js'
import type { TestLakehouse } from '../../../lakehouse.js'
import { query, refusal, startAthena } from './query.js'

let lake: TestLakehouse
let environment: Environment
beforeAll(async () => {
  lake = await startAthena()
  environment = {
    ...{ name: 'local', kind: 'local', region: 'us-east-1', bucket: 'lake', prefix: '', workgroup: 'primary' },
    ...{ protected: false, endpoint: lake.endpoint, credentials: lake.credentials },
  }
})
afterAll(() => lake?.stop())

test('faults are added, listed and cleared over the signed page', async () => {
  const fault = await addFault(environment, 'iceberg-commit-error', { times: 2, match: 'orders' })
  expect(fault).toMatchObject({ kind: 'ICEBERG_COMMIT_ERROR', times: 2, match: 'orders' })
  const other = await addFault(environment, 'slow-query', { delayMillis: 1 })
  expect(await listFaults(environment)).toEqual([fault, other])
  expect(await clearFaults(environment, fault.id)).toEqual([fault])
  expect(await clearFaults(environment)).toEqual([other])
  expect(await listFaults(environment)).toEqual([])
  expect([faultName('ICEBERG_COMMIT_ERROR'), faultName('s3_slow_down'), faultName('x')]).toEqual([
    'iceberg-commit-error',
    's3-slow-down',
    undefined,
  ])
})

test('the page is for the key pair of the project', async () => {
  const url = `${lake.endpoint}/_mdw/faults`
  expect((await fetch(url)).status).toBe(403)
  expect((await fetch(url, { method: 'POST', body: '{"kind":"SLOW_QUERY"}' })).status).toBe(403)
  const stranger = { ...environment, credentials: { ...lake.credentials, secretAccessKey: 'another' } }
  await expect(listFaults(stranger)).rejects.toMatchObject({ code: 'LAKEHOUSE_REFUSED' })
  await expect(addFault(environment, 'slow-query', { times: 0 })).rejects.toThrow('times must be')
})

test("the SDKs' own retries get past throttling and SlowDown", async () => {
  const config = { ...lake.clientConfig, maxAttempts: 4 }
  const athena = new AthenaClient(config)
  const glue = new GlueClient(config)
  const s3 = new S3Client({ ...config, forcePathStyle: true })
  await addFault(environment, 'athena-throttling', { times: 1 })
  await addFault(environment, 'glue-throttling', { times: 2, match: 'GetTables' })
  await addFault(environment, 's3-slow-down', { times: 1, match: '/retried' })
  const started = await athena.send(
    new StartQueryExecutionCommand({
      QueryString: 'SELECT 1',
      ResultConfiguration: { OutputLocation: 's3://lake/results/' },
    }),
  )
  expect(started.$metadata.attempts).toBe(2)
  expect((await glue.send(new GetTablesCommand({ DatabaseName: 'db' }))).$metadata.attempts).toBe(3)
  const put = await s3.send(new PutObjectCommand({ Bucket: 'lake', Key: 'retried', Body: 'x' }))
  expect(put.$metadata.attempts).toBe(2)
  expect(await listFaults(environment)).toEqual([])
  for (const client of [athena, glue, s3]) client.destroy()
})

test('a refused write leaves the table as it was, and the next one goes through', async () => {
  await query(lake, "CREATE TABLE f (a int) LOCATION 's3://lake/f/' TBLPROPERTIES ('table_type'='ICEBERG')")
  await addFault(environment, 'iceberg-commit-error', { times: 1, match: 'insert' })
  expect(await refusal(lake, 'INSERT INTO f VALUES 1')).toContain('ICEBERG_COMMIT_ERROR')
  expect((await query(lake, 'SELECT * FROM f')).rows).toEqual([['a']])
  await query(lake, 'INSERT INTO f VALUES 1')
  expect((await query(lake, 'SELECT * FROM f')).rows).toEqual([['a'], ['1']])
  await addFault(environment, 'too-many-open-partitions', { times: 1 })
  expect(await refusal(lake, 'INSERT INTO f VALUES 2')).toContain('TOO_MANY_OPEN_PARTITIONS')
  expect((await query(lake, 'SELECT * FROM f')).rows).toEqual([['a'], ['1']])
})

test('mdw.yml knows the limits that the lakehouse enforces', () => {
  expect(ATHENA_LIMITS).toEqual(Object.keys(LIMITS))
})
