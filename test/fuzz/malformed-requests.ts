import { createHash, createHmac } from 'node:crypto'
import { SignatureV4 } from '@smithy/signature-v4'

/** A number source that gives the same requests again for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

export interface FuzzTarget {
  port: number
  accessKeyId: string
  secretAccessKey: string
  /** The operations of the services that speak JSON, as `/_mdw/operations` lists them. */
  operations: { service: string; name: string }[]
}

export interface FuzzRequest {
  /** The request as it goes over the wire. */
  bytes: Buffer
  /** What it is, for a report. */
  label: string
}

const SUBRESOURCES =
  'acl uploads uploadId partNumber tagging list-type max-keys continuation-token prefix delimiter encoding-type delete versions location versioning attributes versionId response-content-type marker start-after policy select X-Amz-Algorithm X-Amz-Signature X-Amz-Credential X-Amz-Date X-Amz-Expires Signature AWSAccessKeyId Expires'.split(
    ' ',
  )
const MEMBERS =
  'Name DatabaseName TableInput QueryString WorkGroup MaxResults NextToken QueryExecutionId CatalogId PartitionInput Values Expression StorageDescriptor Columns Parameters DatabaseInput TableName Configuration ResultConfiguration QueryExecutionContext ClientRequestToken SkipArchive VersionId __proto__ constructor'.split(
    ' ',
  )
const SQL = [
  'SELECT',
  'SELECT 1;;',
  '(('.repeat(2000),
  `SELECT ${'1+'.repeat(3000)}1`,
  "SELECT '",
  'SELECT * FROM "a"."b"."c"."d"',
  'CREATE TABLE',
  'SELECT \u0000',
  'WITH RECURSIVE x AS (SELECT * FROM x) SELECT * FROM x',
  'EXECUTE nothing USING ?',
  'SELECT 1/0',
  'MERGE INTO x USING y ON',
  'SELECT CAST(ROW(1) AS ROW(',
]
const NAMESPACE_PATHS = [
  '',
  '/x',
  '/x/tables',
  '/x/tables/t',
  '/x%1Fy/tables',
  '/%00',
  '/..',
  '/x/views/v',
  '/x/register',
]

/** Makes malformed requests to every service: some are signed and wrong inside, some are broken on the wire. */
export function fuzzer(target: FuzzTarget, seed: number): () => Promise<FuzzRequest> {
  const random = seededRandom(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  const pick = <T>(from: readonly T[]): T => from[below(from.length)]!
  const chance = (share: number) => random() < share
  const junk = () => String.fromCharCode(...Array.from({ length: below(40) }, () => below(256)))
  const printable = () => junk().replace(/[^ -~]/g, '')
  const encode = (text: string) =>
    encodeURIComponent(text).replace(/[!'()*]/g, sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

  function value(depth = 0): unknown {
    const kind = random()
    if (depth > 4 || kind < 0.3)
      return pick([
        null,
        true,
        0,
        -1,
        1e308,
        '',
        junk(),
        's3://fuzz/y',
        's3://../',
        'db',
        '../..',
        2 ** 53,
        {},
        [],
        ...SQL,
      ])
    if (kind < 0.5) return Array.from({ length: below(4) }, () => value(depth + 1))
    return members(depth)
  }
  const members = (depth = 0) =>
    Object.fromEntries(Array.from({ length: below(6) }, () => [chance(0.9) ? pick(MEMBERS) : junk(), value(depth + 1)]))

  function s3(): Draft {
    const method = pick(['GET', 'HEAD', 'PUT', 'POST', 'DELETE', 'OPTIONS', 'PATCH'])
    const bucket = pick(['', 'fuzz', 'fuzz', 'fuzz', encode(junk()), '..', '.tmp', '_mdw'])
    const key = pick([
      '',
      '/',
      `/${encode(junk())}`,
      '/a',
      '/a/b',
      '/../../etc/passwd',
      '/%2e%2e/%2e%2e/x',
      '//',
      '/%ff',
      '/%zz',
    ])
    const query = Object.fromEntries(
      Array.from({ length: below(3) }, () => [
        pick(SUBRESOURCES),
        pick(['', '1', '-1', 'null', 'url', junk(), '9'.repeat(14)]),
      ]),
    )
    const headers: Record<string, string> = {
      'x-amz-content-sha256': pick([
        'UNSIGNED-PAYLOAD',
        'UNSIGNED-PAYLOAD',
        'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
        'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
        '0'.repeat(64),
        'x',
      ]),
    }
    const sometimes = (share: number, name: string, values: string[]) => {
      if (chance(share)) headers[name] = pick(values)
    }
    sometimes(0.2, 'range', ['bytes=0-0', 'bytes=-', 'bytes=9-1', `bytes=${'9'.repeat(20)}-`, 'x', printable()])
    sometimes(0.1, 'x-amz-copy-source', [
      '/fuzz/a',
      'fuzz/a',
      'x',
      '%zz',
      '/fuzz/../../etc/passwd',
      '/fuzz/a?versionId=1',
    ])
    sometimes(0.1, 'x-amz-checksum-crc32', ['AAAAAA==', 'x', ''])
    sometimes(0.1, 'content-md5', ['x', '1B2M2Y8AsgTpgAmY7PhCfg=='])
    sometimes(0.1, 'if-match', ['*', '"x"', ''])
    sometimes(0.1, 'if-none-match', ['*', '"x"', ''])
    sometimes(0.05, 'if-modified-since', ['x', 'Thu, 99 Foo 2024 00:00:00 GMT'])
    sometimes(0.05, 'x-amz-tagging', [printable()])
    sometimes(0.05, 'x-amz-decoded-content-length', ['1', 'x', '-1'])
    sometimes(0.05, 'x-amz-trailer', ['x-amz-checksum-crc32', 'x-amz-checksum-foo'])
    sometimes(0.05, 'expect', ['100-continue', 'x'])
    const bodies = [
      '',
      junk(),
      '<Delete><Object><Key>a</Key></Object></Delete>',
      '<Delete><Object><Key>a',
      '<CompleteMultipartUpload><Part><PartNumber>1</PartNumber></Part></CompleteMultipartUpload>',
      '<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>',
      '<!DOCTYPE x [<!ENTITY a "b">]><Delete>&a;</Delete>',
      '5\r\nhello\r\n0\r\n\r\n',
      '5;chunk-signature=x\r\nhel',
      'ffffffffffff\r\n',
      '<Delete>'.repeat(1000),
    ]
    return {
      service: 's3',
      method,
      path: `/${bucket}${key}`,
      query,
      headers,
      body: method === 'GET' ? '' : pick(bodies),
    }
  }

  function json(service: 'athena' | 'glue'): Draft {
    const names = target.operations.filter(operation => operation.service.toLowerCase() === service)
    const name = chance(0.9) ? pick(names).name : pick(['x', 'constructor', '__proto__', ''])
    const headers = {
      'x-amz-target': `${service === 'glue' ? 'AWSGlue' : 'AmazonAthena'}.${name}`,
      'content-type': 'application/x-amz-json-1.1',
    }
    const bodies = [
      () => JSON.stringify(value()),
      () => JSON.stringify({ DatabaseName: 'd', Name: 't', WorkGroup: 'primary', ...members() }),
      () =>
        JSON.stringify({ QueryString: pick(SQL), ResultConfiguration: { OutputLocation: 's3://fuzz/' }, ...members() }),
      () => pick(['{', '"x"', '['.repeat(5000), '{"a":'.repeat(3000), junk(), '\ufeff{}', '{"a":1}{"b":2}', 'null']),
    ]
    return { service, method: 'POST', path: '/', query: {}, headers, body: pick(bodies)() }
  }

  const sts = (): Draft => ({
    service: 'sts',
    method: 'POST',
    path: '/',
    query: {},
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: pick([
      'Action=GetCallerIdentity',
      `Action=AssumeRole&RoleArn=${encode(junk())}`,
      `Action=${encode(junk())}`,
      'Action=GetSessionToken&DurationSeconds=x',
      junk(),
    ]),
  })

  const rest = (): Draft => ({
    service: 'glue',
    method: pick(['GET', 'HEAD', 'POST', 'DELETE', 'PUT']),
    path: pick([
      '/iceberg/v1/config',
      '/iceberg/v1/oauth/tokens',
      '/iceberg/v1/transactions/commit',
      '/iceberg/v1/tables/rename',
      '/iceberg',
      ...NAMESPACE_PATHS.map(path => `/iceberg/v1/namespaces${path}`),
    ]),
    query: pick<Record<string, string>>([{}, { parent: junk() }, { pageToken: junk() }, { snapshots: 'x' }]),
    headers: { 'content-type': pick(['application/json', 'application/x-www-form-urlencoded', 'text/x']) },
    body: pick([
      '',
      '{',
      JSON.stringify({ namespace: value(), properties: value() }),
      JSON.stringify({ name: value(), schema: value(), 'partition-spec': value() }),
      JSON.stringify({
        requirements: value(),
        updates: [{ action: pick(['add-snapshot', 'x', 'set-properties']), ...members() }],
      }),
      'grant_type=client_credentials&client_id=x&client_secret=y',
      junk(),
    ]),
  })

  const admin = (): Draft => ({
    service: 's3',
    method: pick(['GET', 'POST', 'DELETE']),
    path: pick(['/_mdw/health', '/_mdw/operations', '/_mdw/x', '/_mdw/../x', '/_mdw']),
    query: {},
    headers: {},
    body: pick(['', junk()]),
  })

  const drafts = [s3, s3, s3, () => json('glue'), () => json('athena'), () => json('athena'), sts, rest, rest, admin]
  const sign = signers(target)

  return async () => {
    const draft = pick(drafts)()
    const body = Buffer.from(draft.body, draft.service === 's3' ? 'latin1' : 'utf8')
    const given: Record<string, string> = { host: `127.0.0.1:${target.port}`, ...draft.headers }
    if (body.length > 0 || draft.method === 'PUT' || draft.method === 'POST')
      given['content-length'] = String(body.length)
    const headers = chance(0.9) ? await sign({ ...draft, headers: given }, body).catch(() => given) : given
    if (chance(0.02))
      headers.authorization = pick([
        '',
        'AWS4-HMAC-SHA256',
        'AWS x:y',
        'Bearer x',
        'Basic eDp5',
        junk().replace(/[\r\n\0]/g, ''),
      ])
    const query = Object.entries(draft.query)
      .map(([name, text]) => `${encode(name)}=${encode(text)}`)
      .join('&')
    const head = `${draft.method} ${draft.path}${query && `?${query}`} HTTP/1.1\r\n${Object.entries(headers)
      .map(([name, text]) => `${name}: ${text}\r\n`)
      .join('')}\r\n`
    let bytes = Buffer.concat([Buffer.from(head, 'latin1'), body])
    const damage = random()
    if (damage < 0.1) for (let i = 0; i < 3; i++) bytes[below(bytes.length)] = below(256)
    else if (damage < 0.12) bytes = bytes.subarray(0, below(bytes.length))
    return {
      bytes,
      label: `${draft.method} ${draft.path}?${query} ${given['x-amz-target'] ?? ''} ${draft.body.slice(0, 300)}`,
    }
  }
}

interface Draft {
  service: 's3' | 'glue' | 'athena' | 'sts'
  method: string
  path: string
  query: Record<string, string>
  headers: Record<string, string>
  body: string
}

function signers({ port, ...credentials }: FuzzTarget) {
  const of = (service: string) =>
    new SignatureV4({ credentials, region: 'us-east-1', service, sha256: NodeSha256, uriEscapePath: service !== 's3' })
  const signer = { s3: of('s3'), glue: of('glue'), athena: of('athena'), sts: of('sts') }
  return async (draft: Draft, body: Buffer): Promise<Record<string, string>> => {
    const { service, method, path, query, headers } = draft
    const request = { method, protocol: 'http:', hostname: '127.0.0.1', port, path, query, headers }
    return (await signer[service].sign({ ...request, body: service === 's3' ? undefined : body })).headers
  }
}

class NodeSha256 {
  private readonly hash
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Uint8Array)
  }
  update(data: Uint8Array): void {
    this.hash.update(data)
  }
  async digest(): Promise<Uint8Array> {
    return this.hash.digest()
  }
}
