import { devNull } from 'node:os'
import { beforeEach, expect, it, vi } from 'vitest'
import { clientVariables } from '../../../src/lib/warehouse/client-variables.js'
import { awsEnvironmentLike, localEnvironmentLike } from '../../support/environment.js'

const regions = { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-1' }

beforeEach(() => {
  vi.unstubAllEnvs()
  vi.stubEnv('AWS_PROFILE', undefined)
})

it('leads everything to the local endpoint, whatever the user’s shell says', () => {
  const { set, unset } = clientVariables(localEnvironmentLike())
  expect(set).toMatchObject({
    AWS_ENDPOINT_URL: 'http://127.0.0.1:7480',
    AWS_ACCESS_KEY_ID: 'AKID',
    AWS_EC2_METADATA_DISABLED: 'true',
  })
  expect(unset).toEqual(
    expect.arrayContaining(['AWS_PROFILE', 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', 'AWS_ENDPOINT_URL_S3']),
  )
})

it('leaves AWS to the user’s own chain', () => {
  expect(clientVariables(awsEnvironmentLike())).toEqual({ set: regions, unset: ['AWS_DEFAULT_PROFILE'] })
})

it('puts the profile before keys of the shell, as the SDK for JavaScript does and boto3 does not', () => {
  const { set, unset } = clientVariables(awsEnvironmentLike({ profile: 'shop' }))
  expect(set).toEqual({ ...regions, AWS_PROFILE: 'shop' })
  expect(unset).toEqual(expect.arrayContaining(['AWS_ACCESS_KEY_ID', 'AWS_SESSION_TOKEN', 'AWS_DEFAULT_PROFILE']))
  vi.stubEnv('AWS_PROFILE', 'of-the-shell')
  expect(clientVariables(awsEnvironmentLike()).set.AWS_PROFILE).toBe('of-the-shell')
  expect(clientVariables(awsEnvironmentLike()).unset).toContain('AWS_ACCESS_KEY_ID')
})

it('sends an environment with an endpoint there for every service', () => {
  const { set, unset } = clientVariables(awsEnvironmentLike({ endpoint: 'http://127.0.0.1:5000' }))
  expect(set).toEqual({ ...regions, AWS_ENDPOINT_URL: 'http://127.0.0.1:5000' })
  expect(unset).toEqual(expect.arrayContaining(['AWS_ENDPOINT_URL_GLUE', 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS']))
})

it('gives a role’s programs the place where credentials are renewed, and nothing that goes before it', () => {
  const credentialServer = { url: 'http://127.0.0.1:9/credentials', token: 'secret' }
  const { set, unset } = clientVariables(awsEnvironmentLike({ profile: 'shop', credentialServer }))
  expect(set).toEqual({
    ...regions,
    AWS_CONTAINER_CREDENTIALS_FULL_URI: credentialServer.url,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: 'secret',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
  })
  expect(unset).toEqual(expect.arrayContaining(['AWS_ACCESS_KEY_ID', 'AWS_PROFILE', 'AWS_WEB_IDENTITY_TOKEN_FILE']))
  expect(unset).not.toContain('AWS_CONTAINER_CREDENTIALS_FULL_URI')
})

it('sets all of temporary keys', () => {
  const credentials = { accessKeyId: 'A', secretAccessKey: 's', sessionToken: 't', expiration: new Date(0) }
  const { set, unset } = clientVariables(awsEnvironmentLike({ credentials }))
  expect(set).toMatchObject({ AWS_SESSION_TOKEN: 't', AWS_CREDENTIAL_EXPIRATION: '1970-01-01T00:00:00.000Z' })
  expect(unset).not.toContain('AWS_SESSION_TOKEN')
})
