import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Environment } from '../../src/lib/project/environment.js'
import { type AwsClients, awsClients, destroyClients } from '../../src/lib/warehouse/clients.js'
import { freePort } from './cli-project.js'
import { clientPython } from './client-python.js'
import { awsEnvironmentLike } from './environment.js'

export interface Moto {
  environment: Environment
  clients: AwsClients
  stop(): Promise<void>
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
