import * as sdk from '@aws-sdk/client-glue'
import {
  CreateCrawlerCommand,
  CreateDatabaseCommand,
  CreateUserDefinedFunctionCommand,
  DeleteUserDefinedFunctionCommand,
  GetCatalogCommand,
  GetConnectionsCommand,
  GetResourcePolicyCommand,
  GetUserDefinedFunctionCommand,
  GetUserDefinedFunctionsCommand,
} from '@aws-sdk/client-glue'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { glueService } from '../../../../src/lib/lakehouse/glue/service.js'
import { type GlueEndpoint, glueEndpoint } from './glue-endpoint.js'

let glue: GlueEndpoint
beforeAll(async () => {
  glue = await glueEndpoint()
})
afterAll(() => glue.close())

const raw = async (operation: string, body: string) => {
  const headers = { 'x-amz-target': `AWSGlue.${operation}`, 'content-type': 'application/x-amz-json-1.1' }
  const response = await fetch(glue.url, { method: 'POST', headers, body })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

describe('operations', () => {
  it('are each supported or refused by name: all that the official client knows', () => {
    const known = Object.keys(sdk).filter(name => name.endsWith('Command') && name !== '$Command')
    const offered = glueService(
      glue.catalog,
      { accountId: '000000000000', region: 'us-east-1' },
      glue.iceberg,
    ).operations()
    expect(offered.map(({ name }) => `${name}Command`).sort()).toEqual(known.sort())
    expect(offered.filter(({ supported }) => supported).length).toBeGreaterThan(60)
    for (const { supported, note } of offered) expect(supported || note).toBeTruthy()
  })

  it('that are refused say why', async () => {
    const crawler = new CreateCrawlerCommand({ Name: 'c', Role: 'r', Targets: {} })
    await expect(glue.client.send(crawler)).rejects.toMatchObject({
      name: 'OperationNotSupportedException',
      message: expect.stringContaining('CreateCrawler'),
    })
  })

  it('answer bad requests in the protocol’s form', async () => {
    expect((await raw('GetTable', '{"DatabaseName": "a"}')).body).toEqual({
      __type: 'ValidationException',
      Message:
        "1 validation error detected: Value null at 'name' failed to satisfy constraint: Member must not be null",
    })
    for (const body of ['', '[]', '{', '"x"', '{"DatabaseName":{"a":[1]}}', `${'['.repeat(9999)}${']'.repeat(9999)}`]) {
      const answer = await raw('GetTable', body)
      expect(answer.status).toBe(400)
      expect(answer.body.__type).toMatch(/^(Validation|Serialization)Exception$/)
    }
    const polluted = await raw(
      'CreateDatabase',
      '{"DatabaseInput":{"Name":"p","__proto__":{"x":1},"Parameters":{"__proto__":"1"}}}',
    )
    expect(polluted.status).toBe(200)
    expect((await raw('GetDatabase', '{"Name":"p","Unknown":true}')).status).toBe(200)
  })
})

describe('the rest of an account', () => {
  it('is empty', async () => {
    expect((await glue.client.send(new GetConnectionsCommand({}))).ConnectionList).toEqual([])
    expect((await glue.client.send(new GetCatalogCommand({ CatalogId: '000000000000' }))).Catalog).toMatchObject({
      ResourceArn: 'arn:aws:glue:us-east-1:000000000000:catalog',
    })
    await expect(glue.client.send(new GetResourcePolicyCommand({}))).rejects.toMatchObject({
      name: 'EntityNotFoundException',
    })
  })
})

describe('functions', () => {
  it('are made, found, and deleted', async () => {
    const DatabaseName = 'fn'
    await glue.client.send(new CreateDatabaseCommand({ DatabaseInput: { Name: DatabaseName } }))
    const make = (FunctionName: string) =>
      glue.client.send(
        new CreateUserDefinedFunctionCommand({
          DatabaseName,
          FunctionInput: { FunctionName, ClassName: 'a.B', OwnerType: 'USER', ResourceUris: [{ Uri: 's3://x/y.jar' }] },
        }),
      )
    await make('Trim2')
    await make('other')
    await expect(make('TRIM2')).rejects.toMatchObject({ name: 'AlreadyExistsException' })
    const one = await glue.client.send(new GetUserDefinedFunctionCommand({ DatabaseName, FunctionName: 'trim2' }))
    expect(one.UserDefinedFunction).toMatchObject({ FunctionName: 'trim2', ClassName: 'a.B', DatabaseName })
    const list = async (more: object) =>
      (await glue.client.send(new GetUserDefinedFunctionsCommand({ Pattern: '*', ...more }))).UserDefinedFunctions
    expect((await list({}))?.map(({ FunctionName }) => FunctionName)).toEqual(['other', 'trim2'])
    expect(await list({ DatabaseName, Pattern: 'tr.*' })).toHaveLength(1)
    await glue.client.send(new DeleteUserDefinedFunctionCommand({ DatabaseName, FunctionName: 'trim2' }))
    expect(await list({ DatabaseName })).toHaveLength(1)
  })
})
