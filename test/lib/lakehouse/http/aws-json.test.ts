import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { AwsJsonError, jsonService } from '../../../../src/lib/lakehouse/http/aws-json.js'
import type { ServiceRequest } from '../../../../src/lib/lakehouse/http/service.js'

const service = jsonService({
  name: 'Glue',
  targetPrefix: 'AWSGlue',
  operations: {
    Echo: async input => ({ input, at: new Date(1500) }),
    Missing: async () => {
      throw new AwsJsonError('EntityNotFoundException', 'Table t not found.')
    },
    Store: async () => {
      throw new RangeError('limit')
    },
    Broken: async () => {
      throw new TypeError('secret detail')
    },
  },
  refused: { CreateJob: 'no ETL jobs' },
  mapError: error =>
    error instanceof RangeError ? new AwsJsonError('ResourceNumberLimitExceededException', 'x') : undefined,
  maxBodyBytes: 100,
})

async function call(target: string, body: string | Uint8Array) {
  const request: ServiceRequest = {
    method: 'POST',
    rawPath: '/',
    rawQuery: '',
    query: new URLSearchParams(),
    headers: { 'x-amz-target': target },
    body: Readable.from([Buffer.from(body)]),
    requestId: 'r-1',
    signal: new AbortController().signal,
  }
  const response = await service.handle(request)
  return { ...response, json: JSON.parse(String(response.body)) }
}

describe('jsonService', () => {
  it('passes the input and sends dates as epoch seconds', async () => {
    const { status, json } = await call('AWSGlue.Echo', '{"a":[1,"é"]}')
    expect(status).toBe(200)
    expect(json).toEqual({ input: { a: [1, 'é'] }, at: 1.5 })
  })

  it('takes an empty body for an empty object', async () => {
    expect((await call('AWSGlue.Echo', '')).json.input).toEqual({})
  })

  it.each(['{"a":', '[]', '"x"', 'null', Buffer.from([0x7b, 0xff, 0x7d])])('refuses malformed JSON %#', async body => {
    const { status, json } = await call('AWSGlue.Echo', body)
    expect([status, json.__type]).toEqual([400, 'SerializationException'])
  })

  it('bounds the body', async () => {
    const { status, json } = await call('AWSGlue.Echo', JSON.stringify({ a: 'x'.repeat(200) }))
    expect([status, json.__type]).toEqual([413, 'RequestEntityTooLarge'])
  })

  it('names unknown and refused operations', async () => {
    expect((await call('AWSGlue.Nope', '{}')).json).toMatchObject({ __type: 'UnknownOperationException' })
    expect((await call('AWSGlue.constructor', '{}')).json).toMatchObject({ __type: 'UnknownOperationException' })
    expect((await call('AmazonAthena.Echo', '{}')).json).toMatchObject({ __type: 'UnknownOperationException' })
    const { json } = await call('AWSGlue.CreateJob', '{}')
    expect(json.__type).toBe('OperationNotSupportedException')
    expect(json.Message).toBe('Glue operation CreateJob is not supported by the embedded lakehouse: no ETL jobs')
  })

  it('sends model errors, maps the store errors, and hides the unexpected ones', async () => {
    expect((await call('AWSGlue.Missing', '{}')).json).toEqual({
      __type: 'EntityNotFoundException',
      Message: 'Table t not found.',
    })
    expect((await call('AWSGlue.Store', '{}')).json.__type).toBe('ResourceNumberLimitExceededException')
    const broken = await call('AWSGlue.Broken', '{}')
    expect([broken.status, broken.json.__type]).toEqual([500, 'InternalServiceException'])
    expect(broken.json.Message).not.toContain('secret')
    expect(broken.cause).toBeInstanceOf(TypeError)
  })

  it('lists its gaps from the dispatch table', () => {
    expect(service.operations()).toContainEqual({ name: 'CreateJob', supported: false, note: 'no ETL jobs' })
    expect(service.operations()).toContainEqual({ name: 'Echo', supported: true })
  })
})
