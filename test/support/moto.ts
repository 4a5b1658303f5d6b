import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Credentials, Environment } from '../../src/lib/project/environment.js'
import { type AwsClients, awsClients, destroyClients } from '../../src/lib/warehouse/clients.js'
import { freePort } from './cli-project.js'
import { clientPython } from './client-python.js'
import { awsEnvironmentLike } from './environment.js'

export interface Moto {
  environment: Environment
  clients: AwsClients
  stop(): Promise<void>
}

/** Keys of a new user who may do what the IAM actions say and nothing else. From then on moto asks IAM about every call. */
export async function restrictedUser({ environment }: Moto, allowed: string[]): Promise<Credentials> {
  const iam = async (form: Record<string, string>) => {
    const authorization =
      'AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=s'
    const body = new URLSearchParams({ Version: '2010-05-08', UserName: 'ann', ...form })
    return (await fetch(environment.endpoint!, { method: 'POST', headers: { authorization }, body })).text()
  }
  await iam({ Action: 'CreateUser' })
  const Statement = [{ Effect: 'Allow', Action: allowed, Resource: '*' }]
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
  await iam({ Action: 'PutUserPolicy', PolicyName: 'few', PolicyDocument })
  const key = await iam({ Action: 'CreateAccessKey' })
  const field = (name: string) => new RegExp(`<${name}>(.*?)</${name}>`).exec(key)![1]!
  await fetch(`${environment.endpoint}/moto-api/reset-auth`, { method: 'POST', body: '0' })
  return { accessKeyId: field('AccessKeyId'), secretAccessKey: field('SecretAccessKey') }
}

/** moto's server: an implementation of AWS's services that has nothing in common with the lakehouse. */
export async function startMoto(): Promise<Moto> {
  const port = await freePort()
  const server = spawn(await clientPython(), ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], {
    // IAM is asked nothing, so any key will do.
    env: { PATH: process.env.PATH, MOTO_DOCKER_DEFAULT_NETWORK_NAME: 'none' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const endpoint = `http://127.0.0.1:${port}`
  await untilReady(server, endpoint)
  const environment = awsEnvironmentLike({
    endpoint,
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' },
  })
  const clients = awsClients(environment)
  return {
    environment,
    clients,
    async stop() {
      destroyClients(clients)
      server.kill()
      if (server.exitCode === null) await once(server, 'exit')
    },
  }
}

async function untilReady(server: ChildProcess, endpoint: string): Promise<void> {
  let said = ''
  server.stderr!.setEncoding('utf8').on('data', text => {
    said += text
  })
  for (let waited = 0; server.exitCode === null && waited < 120_000; waited += 100) {
    if (await fetch(`${endpoint}/moto-api/data.json`).catch(() => undefined)) return
    await sleep(100)
  }
  throw new Error(`moto_server did not start: ${said.slice(-2000)}`)
}
