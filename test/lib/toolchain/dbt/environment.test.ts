import { expect, it } from 'vitest'
import { childEnvironment } from '../../../../src/lib/toolchain/dbt/environment.js'
import { awsEnvironmentLike, localEnvironmentLike } from '../../../support/environment.js'

it('runs dbt on the local endpoint without waiting or trying again', () => {
  const env = childEnvironment(localEnvironmentLike(), 4, '/project/.mdw/venv')
  expect(env.AWS_PROFILE).toBeUndefined()
  expect(env.NO_PROXY).toContain('127.0.0.1')
  expect(env).toMatchObject({ MDW_NUM_RETRIES: '0', MDW_POLL_INTERVAL: '0.02', MDW_S3_DATA_DIR: 's3://mdw-local/' })
  expect(env.PATH?.startsWith('/project/.mdw/venv/bin')).toBe(true)
})

it('runs dbt on AWS with many tries of a call and few of a statement', () => {
  const env = childEnvironment(awsEnvironmentLike(), 8, '/venv')
  expect(env).toMatchObject({ MDW_SCHEMA_PREFIX: 'dev_', MDW_THREADS: '8', MDW_S3_DATA_DIR: 's3://shop-dev/' })
  expect(env).toMatchObject({ MDW_NUM_RETRIES: '1', MDW_NUM_BOTO3_RETRIES: '10', AWS_RETRY_MODE: 'adaptive' })
})

it('keeps loopback addresses from proxies', () => {
  expect(childEnvironment(awsEnvironmentLike(), 1, '/venv').NO_PROXY ?? '').not.toContain('127.0.0.1')
  const endpoint = 'http://127.0.0.1:7480'
  expect(childEnvironment(awsEnvironmentLike({ endpoint }), 1, '/venv').NO_PROXY).toContain('127.0.0.1')
})
