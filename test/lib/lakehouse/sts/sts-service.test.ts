import { CreateBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'
import {
  AssumeRoleCommand,
  AssumeRoleWithSAMLCommand,
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestFrontDoor, type TestFrontDoor } from '../http/test-front-door.js'

let door: TestFrontDoor
let sts: STSClient

beforeAll(async () => {
  door = await startTestFrontDoor()
  sts = new STSClient(door.clientConfig)
  await door.s3.send(new CreateBucketCommand({ Bucket: 'lake' }))
})

afterAll(async () => {
  sts.destroy()
  await door.stop()
})

const RoleArn = 'arn:aws:iam::000000000000:role/team/reader'

it('tells who calls', async () => {
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: '000000000000',
    Arn: 'arn:aws:iam::000000000000:root',
    UserId: '000000000000',
  })
  const info = await sts.send(new GetAccessKeyInfoCommand({ AccessKeyId: door.accessKeyId }))
  expect(info.Account).toBe('000000000000')
})

it('gives a role temporary credentials that work', async () => {
  const input = { RoleArn, RoleSessionName: 'me@work', DurationSeconds: 900 }
  const { Credentials, AssumedRoleUser } = await sts.send(new AssumeRoleCommand(input))
  expect(AssumedRoleUser?.Arn).toBe('arn:aws:sts::000000000000:assumed-role/reader/me@work')
  const lifetime = Credentials!.Expiration!.getTime() - Date.now()
  expect(Math.abs(lifetime - 900_000)).toBeLessThan(10_000)
  const credentials = {
    accessKeyId: Credentials!.AccessKeyId!,
    secretAccessKey: Credentials!.SecretAccessKey!,
    sessionToken: Credentials!.SessionToken!,
  }
  const role = new STSClient({ ...door.clientConfig, credentials })
  const identity = await role.send(new GetCallerIdentityCommand({}))
  expect(identity.Arn).toBe(AssumedRoleUser?.Arn)
  expect(identity.UserId).toBe(AssumedRoleUser?.AssumedRoleId)
  const s3 = new S3Client({ ...door.clientConfig, credentials, forcePathStyle: true })
  expect((await s3.send(new ListBucketsCommand({}))).Buckets).toHaveLength(1)
  role.destroy()
  s3.destroy()
})

it('gives session tokens', async () => {
  const { Credentials } = await sts.send(new GetSessionTokenCommand({}))
  expect(Credentials?.AccessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/)
})

it('refuses wrong input and what it does not do, by name', async () => {
  const assume = (input: object) => sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'me', ...input }))
  await expect(assume({ RoleArn: 'reader' })).rejects.toMatchObject({ name: 'ValidationError' })
  await expect(assume({ RoleSessionName: 'a b' })).rejects.toMatchObject({ name: 'ValidationError' })
  await expect(assume({ DurationSeconds: 10 })).rejects.toMatchObject({ name: 'ValidationError' })
  await expect(sts.send(new GetFederationTokenCommand({ Name: 'x' }))).rejects.toThrow('GetFederationToken')
  const saml = new AssumeRoleWithSAMLCommand({
    RoleArn,
    PrincipalArn: 'arn:aws:iam::000000000000:saml-provider/x',
    SAMLAssertion: 'abcd',
  })
  await expect(sts.send(saml)).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } })
})
