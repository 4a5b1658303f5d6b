import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  BatchGetQueryExecutionCommand,
  CreateWorkGroupCommand,
  ListQueryExecutionsCommand,
} from '@aws-sdk/client-athena'
import { CreateBucketCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { resultLocation } from '../../src/lib/project/environment.js'
import { childEnvironment } from '../../src/lib/toolchain/dbt/environment.js'
import { runDbt } from '../../src/lib/toolchain/dbt/run.js'
import { addFault, listFaults } from '../../src/lib/toolchain/lakehouse/faults.js'
import { runQuery } from '../../src/lib/warehouse/query.js'
import { dbtVenv } from '../support/dbt-python.js'
import { type TestLakehouse, testLakehouse } from '../support/lakehouse.js'
import { temporaryFolder } from '../support/temporary-folder.js'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const PROFILE = `retries:
  target: lake
  outputs:
    lake:
      type: athena
      database: awsdatacatalog
      schema: retries
      region_name: us-east-1
      work_group: "{{ env_var('MDW_WORK_GROUP') }}"
      s3_staging_dir: "{{ env_var('MDW_S3_STAGING_DIR') }}"
      s3_data_dir: "{{ env_var('MDW_S3_DATA_DIR') }}"
      threads: 1
      num_retries: 0
      num_boto3_retries: 4
      num_iceberg_retries: 2
      poll_interval: 0.02
`

let lake: TestLakehouse
let venv: string
beforeAll(async () => {
  ;[lake, venv] = await Promise.all([testLakehouse(), dbtVenv()])
  await lake.clients.s3.send(new CreateBucketCommand({ Bucket: lake.environment.bucket }))
  const ResultConfiguration = { OutputLocation: resultLocation(lake.environment) }
  await lake.clients.athena.send(
    new CreateWorkGroupCommand({ Name: lake.environment.workgroup, Configuration: { ResultConfiguration } }),
  )
})
afterAll(() => lake?.stop())

function writeModel(sql: string): string {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'models'))
  writeFileSync(
    join(folder, 'dbt_project.yml'),
    'name: retries\nversion: 1.0.0\nprofile: retries\nflags:\n  send_anonymous_usage_stats: false\n',
  )
  writeFileSync(join(folder, 'profiles.yml'), PROFILE)
  writeFileSync(join(folder, 'models', 'kept.sql'), `{{ config(materialized='table', table_type='iceberg') }} ${sql}`)
  return folder
}

function runDbtIn(projectFolder: string, signal?: AbortSignal) {
  const env = childEnvironment(lake.environment, 1, venv)
  return runDbt({ args: ['run', '--no-version-check'], projectFolder, venv, env, onEvent: () => {}, signal })
}

test('dbt-athena and boto3 try again what failed on demand, and end well', async () => {
  const folder = writeModel('select 1 as a')
  await addFault(lake.environment, 'iceberg-commit-error', { times: 1, match: 'create table' })
  await addFault(lake.environment, 'glue-throttling', { times: 1 })
  await addFault(lake.environment, 'athena-throttling', { times: 1, match: 'create table' })
  const { nodes } = await runDbtIn(folder)
  expect(nodes).toMatchObject([{ name: 'kept', status: 'success' }])
  expect(await listFaults(lake.environment)).toEqual([])
  const { rows } = await runQuery(lake.clients, lake.environment, { sql: 'select count(*) from retries.kept' })
  expect(rows).toEqual([['1']])
})

test('Ctrl-C cancels the queries that dbt runs, and does not wait for them', async () => {
  await addFault(lake.environment, 'slow-query', { times: 1, match: 'create table', delayMillis: 600_000 })
  const stop = new AbortController()
  const stopped = runDbtIn(writeModel('select 2 as a'), stop.signal)
  await vi.waitFor(async () => expect(await listFaults(lake.environment)).toEqual([]), { timeout: 60_000 })
  stop.abort()
  await expect(stopped).rejects.toMatchObject({ code: 'INTERRUPTED' })
  const { QueryExecutionIds } = await lake.clients.athena.send(new ListQueryExecutionsCommand({ WorkGroup: 'mdw' }))
  const batch = new BatchGetQueryExecutionCommand({ QueryExecutionIds })
  const { QueryExecutions } = await lake.clients.athena.send(batch)
  expect(QueryExecutions!.map(({ Status }) => Status!.State)).not.toContain('RUNNING')
  expect(QueryExecutions!.filter(({ Status }) => Status!.State === 'CANCELLED')).toHaveLength(1)
})
