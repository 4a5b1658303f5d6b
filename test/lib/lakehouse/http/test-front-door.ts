import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { S3Client } from '@aws-sdk/client-s3'
import { adminService } from '../../../../src/lib/lakehouse/http/admin-service.js'
import { Credentials } from '../../../../src/lib/lakehouse/http/auth/credentials.js'
import { Authenticator } from '../../../../src/lib/lakehouse/http/authenticator.js'
import { jsonService } from '../../../../src/lib/lakehouse/http/aws-json.js'
import { FrontDoor } from '../../../../src/lib/lakehouse/http/front-door.js'
import type { Service } from '../../../../src/lib/lakehouse/http/service.js'
import type { Log } from '../../../../src/lib/lakehouse/process/log.js'
import { s3Service } from '../../../../src/lib/lakehouse/s3/s3-service.js'
import { openObjectStore } from '../../../../src/lib/lakehouse/store/open-object-store.js'
import { stsService } from '../../../../src/lib/lakehouse/sts/sts-service.js'

const KEY_PAIR = { accessKeyId: 'AKIATESTTESTTESTTEST', secretAccessKey: 'a secret of the tests' }

/** The front door with S3 and STS, and with services that echo what reaches them in the place of the others. */
export async function startTestFrontDoor() {
  const folder = mkdtempSync(join(tmpdir(), 'mdw-door-'))
  const objects = await openObjectStore(join(folder, 's3'))
  const credentials = new Credentials(KEY_PAIR.accessKeyId, KEY_PAIR.secretAccessKey)
  const authenticator = new Authenticator(credentials)
  const account = { region: 'us-east-1', accountId: '000000000000' }
  const errors: Record<string, unknown>[] = []
  const log: Log = { info() {}, warn() {}, error: (event, fields) => void errors.push({ event, ...fields }) }
  const echo = (name: string, targetPrefix: 'AWSGlue' | 'AmazonAthena') =>
    jsonService({
      name,
      targetPrefix,
      operations: {
        Echo: async (input, request) => ({ input, principal: request.principal }),
        Fail: async () => {
          throw new Error('unexpected')
        },
      },
    })
  const iceberg: Service = {
    name: 'iceberg',
    handle: async request => ({
      status: authenticator.hasRestSignature(request) ? 200 : 401,
      body: JSON.stringify({ path: request.rawPath }),
    }),
    operations: () => [],
  }
  const services = {
    s3: s3Service({ ...account, store: objects }),
    glue: echo('Glue', 'AWSGlue'),
    athena: echo('Athena', 'AmazonAthena'),
    sts: stsService({ ...account, credentials }),
    iceberg,
  }
  const admin = adminService({ instance: 'test', version: '0', services: Object.values(services) })
  const frontDoor = new FrontDoor({ ...services, admin }, authenticator, log)
  const port = await frontDoor.listen(0)
  const endpoint = `http://127.0.0.1:${port}`
  const clientConfig = { endpoint, region: account.region, credentials: KEY_PAIR, maxAttempts: 1 }
  const s3 = new S3Client({ ...clientConfig, forcePathStyle: true })
  return {
    ...KEY_PAIR,
    port,
    endpoint,
    clientConfig,
    s3,
    objects,
    credentials,
    frontDoor,
    errors,
    async stop() {
      s3.destroy()
      await frontDoor.close(1000)
      await objects.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export type TestFrontDoor = Awaited<ReturnType<typeof startTestFrontDoor>>
