import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import { type AddressInfo, connect, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { execa } from 'execa'
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import { awsClients, destroyClients } from '../../../src/lib/warehouse/clients.js'
import { dbtPython } from '../../support/dbt-python.js'
import { awsEnvironmentLike } from '../../support/environment.js'

/** A name that only the proxy knows. */
const HOST = 'aws.example.test'

const IDENTITY = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:iam::123456789012:user/ann</Arn><UserId>A</UserId><Account>123456789012</Account>
</GetCallerIdentityResult></GetCallerIdentityResponse>`

let folder: string
let certificate: string
let aws: https.Server
let proxy: http.Server
let seen: string[]

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mdw-test-'))
  const key = join(folder, 'key.pem')
  certificate = join(folder, 'certificate.pem')
  const subject = ['-subj', `/CN=${HOST}`, '-addext', `subjectAltName=DNS:${HOST}`, '-days', '2']
  const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key]
  await execa('openssl', ['req', '-x509', ...made, '-out', certificate, ...subject])
  aws = https.createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, answer)
  proxy = http.createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`)
    answer(request, response)
  })
  proxy.on('connect', (request, client) => {
    seen.push(`CONNECT ${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim())
    if (request.headers['proxy-authorization'] === `Basic ${btoa('bob:')}`) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 2\r\n\r\nno')
      return
    }
    const upstream = connect(portOf(aws), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      client.pipe(upstream).pipe(client)
    })
    for (const socket of [client, upstream]) socket.on('error', () => void upstream.destroy())
  })
  for (const server of [aws, proxy]) await new Promise<void>(done => void server.listen(0, '127.0.0.1', done))
})
afterAll(() => {
  for (const server of [aws, proxy]) server?.close().closeAllConnections()
  rmSync(folder, { recursive: true, force: true })
})

beforeEach(() => {
  seen = []
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'AWS_CA_BUNDLE']) {
    vi.stubEnv(name, undefined)
    vi.stubEnv(name.toLowerCase(), undefined)
  }
  return () => void vi.unstubAllEnvs()
})

function answer(_request: http.IncomingMessage, response: http.ServerResponse) {
  response.setHeader('content-type', 'text/xml').end(IDENTITY)
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}

async function account(endpoint: string): Promise<string | undefined> {
  const credentials = { accessKeyId: 'A', secretAccessKey: 'S' }
  const clients = awsClients(awsEnvironmentLike({ endpoint, credentials }))
  onTestFinished(() => destroyClients(clients))
  return (await clients.sts.send(new GetCallerIdentityCommand({}))).Account
}

it('goes through the proxy, with the certificates of AWS_CA_BUNDLE', async () => {
  vi.stubEnv('HTTPS_PROXY', `http://ann:s%20t@127.0.0.1:${portOf(proxy)}`)
  vi.stubEnv('AWS_CA_BUNDLE', certificate)
  expect(await account(`https://${HOST}`)).toBe('123456789012')
  expect(seen).toEqual([`CONNECT ${HOST}:443 Basic ${Buffer.from('ann:s t').toString('base64')}`])
})

it('as boto3 does', async () => {
  const keys = { AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 'S', AWS_REGION: 'eu-west-1' }
  const env = { ...keys, HTTPS_PROXY: `http://127.0.0.1:${portOf(proxy)}`, AWS_CA_BUNDLE: certificate }
  const ask = `import boto3; print(boto3.client("sts", "eu-west-1", endpoint_url="https://${HOST}").get_caller_identity())`
  expect((await execa(await dbtPython(), ['-c', ask], { env })).stdout).toContain('123456789012')
  expect(seen).toEqual([`CONNECT ${HOST}:443`])
})

it('tells a proxy that refuses from AWS that does', async () => {
  vi.stubEnv('HTTPS_PROXY', `http://bob@127.0.0.1:${portOf(proxy)}`)
  await expect(account(`https://${HOST}`)).rejects.toMatchObject({
    code: 'PROXY_REFUSED',
    message: `The proxy 127.0.0.1:${portOf(proxy)} answered 407 Proxy Authentication Required.`,
  })
  expect(seen).toHaveLength(1)
})

it('does not trust a certificate that no authority vouches for', async () => {
  vi.stubEnv('https_proxy', `127.0.0.1:${portOf(proxy)}`)
  await expect(account(`https://${HOST}`)).rejects.toThrow(/self-signed/)
})

it('gives plain HTTP to HTTP_PROXY, but not what is said to this machine', async () => {
  vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${portOf(proxy)}`)
  expect(await account(`http://${HOST}:9000`)).toBe('123456789012')
  expect(seen).toEqual([`POST http://${HOST}:9000/`])
  const here = http.createServer(answer)
  await new Promise<void>(done => void here.listen(0, '127.0.0.1', done))
  onTestFinished(() => here.close().closeAllConnections())
  expect(await account(`http://127.0.0.1:${portOf(here)}`)).toBe('123456789012')
  expect(seen).toHaveLength(1)
})

it('says which file of certificates it cannot read', async () => {
  vi.stubEnv('AWS_CA_BUNDLE', '/nowhere.pem')
  await expect(account(`https://${HOST}`)).rejects.toMatchObject({ code: 'CA_BUNDLE_UNREADABLE', exitCode: 2 })
})
