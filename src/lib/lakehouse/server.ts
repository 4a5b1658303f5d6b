/** Opens the store, the catalog and the engine, and puts the services behind one front door. */
import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Faults } from './athena/faults.js'
import { faultsPage } from './athena/faults-page.js'
import { athenaService } from './athena/service.js'
import { openCatalog } from './catalog/lmdb-catalog.js'
import type { CatalogStore } from './catalog/model.js'
import type { LakehouseConfig } from './config.js'
import { openEngine } from './engine/engine.js'
import { glueService } from './glue/service.js'
import { withThrottling } from './glue/throttling.js'
import { adminService } from './http/admin-service.js'
import { Credentials } from './http/auth/credentials.js'
import { Authenticator } from './http/authenticator.js'
import { FrontDoor } from './http/front-door.js'
import type { ServiceRequest } from './http/service.js'
import { IcebergCatalog } from './iceberg/iceberg-catalog.js'
import { icebergRestService } from './iceberg/rest/iceberg-rest-service.js'
import { ensureKeyPair } from './process/key-pair.js'
import { type Log, silentLog } from './process/log.js'
import { s3Service } from './s3/s3-service.js'
import { withSlowDown } from './s3/slow-down.js'
import { functionCatalog } from './sql/functions/catalog.js'
import { preludeMacros } from './sql/translate.js'
import type { ObjectStore } from './store/object-store.js'
import { openObjectStore } from './store/open-object-store.js'
import { stsService } from './sts/sts-service.js'

export type LakehouseOptions = Pick<LakehouseConfig, 'stateDir' | 'port' | 'extensionDir'> &
  Partial<Pick<LakehouseConfig, 'accountId' | 'region' | 'limitsOff'>> & { log?: Log; instance?: string }

/** A lakehouse that listens. */
export interface Lakehouse {
  config: LakehouseConfig
  /** `http://127.0.0.1:<port>` */
  endpoint: string
  port: number
  instance: string
  version: string
  credentials: { accessKeyId: string; secretAccessKey: string }
  objects: ObjectStore
  catalog: CatalogStore
  iceberg: IcebergCatalog
  faults: Faults
  /** Ends queries, then requests, then closes engine, store and catalog. Requests get `deadlineMs` to finish. */
  close(deadlineMs?: number): Promise<void>
}

const DRAIN_MS = 5000

/** Starts a lakehouse in this process, on the port asked for or, when that is taken, on a free one. */
export async function startLakehouse(options: LakehouseOptions): Promise<Lakehouse> {
  const { stateDir, log = silentLog, instance = randomUUID() } = options
  const processDir = join(stateDir, 'lakehouse')
  mkdirSync(processDir, { recursive: true })
  const keyPair = ensureKeyPair(join(processDir, 'credentials.json'))
  const config: LakehouseConfig = {
    stateDir,
    port: options.port,
    extensionDir: options.extensionDir,
    accountId: options.accountId ?? '000000000000',
    region: options.region ?? 'us-east-1',
    limitsOff: options.limitsOff ?? [],
    engineToken: randomUUID(),
    ...keyPair,
  }
  const version = packageVersion()
  const objectsRoot = join(stateDir, 's3')
  const objects = await openObjectStore(objectsRoot)
  const catalog = openCatalog(join(stateDir, 'catalog'))
  const iceberg = new IcebergCatalog(catalog, objects)
  const engine = openEngine({
    ...config,
    endpoint: () => `http://127.0.0.1:${frontDoor.port}`,
    objectsDir: objectsRoot,
    // Below the store, so that files move into it without being copied, and are swept with its own at the next start.
    scratchDir: join(objects.stagingFolder, 'engine'),
    prelude: preludeMacros(),
  })
  const faults = new Faults(catalog)
  const athena = athenaService({
    config,
    catalog,
    objects,
    objectsRoot,
    iceberg,
    engine,
    faults,
  })
  const credentials = new Credentials(config.accessKeyId, config.secretAccessKey)
  const authenticator = new Authenticator(credentials)
  const isSigned = (request: ServiceRequest) => authenticator.hasRestSignature(request)
  const services = {
    s3: withSlowDown(s3Service({ ...config, store: objects }), path => faults.take('S3_SLOW_DOWN', path) !== undefined),
    glue: withThrottling(
      glueService(catalog, config, iceberg),
      name => faults.take('GLUE_THROTTLING', name) !== undefined,
    ),
    athena,
    sts: stsService({ ...config, credentials }),
    iceberg: icebergRestService({
      ...config,
      catalog: iceberg,
      warehouse: () => defaultWarehouse(objects),
      verifySignature: isSigned,
    }),
  }
  const admin = adminService({
    ...{ instance, version, services: Object.values(services), verifySignature: isSigned },
    signedPages: { faults: faultsPage(faults) },
    openPages: { functions: () => ({ functions: functionCatalog() }) },
  })
  const frontDoor = new FrontDoor({ ...services, admin }, authenticator, log)
  const port = await listen(frontDoor, options.port)
  return {
    config,
    endpoint: `http://127.0.0.1:${port}`,
    port,
    instance,
    version,
    credentials: keyPair,
    objects,
    catalog,
    iceberg,
    faults,
    async close(deadlineMs = DRAIN_MS) {
      // Queries read and write through the front door, so they end before it does.
      await athena.close()
      await frontDoor.close(deadlineMs)
      engine.close()
      await objects.close()
      catalog.close()
    },
  }
}

/** The only bucket, where there is just one: a project's local bucket. */
async function defaultWarehouse(objects: ObjectStore): Promise<string | undefined> {
  const [bucket, another] = await objects.buckets()
  return bucket && !another ? `s3://${bucket.name}/iceberg` : undefined
}

async function listen(frontDoor: FrontDoor, port: number): Promise<number> {
  try {
    return await frontDoor.listen(port)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (port === 0 || (code !== 'EADDRINUSE' && code !== 'EACCES')) throw error
    return await frontDoor.listen(0)
  }
}

function packageVersion(): string {
  const file = new URL('../../../package.json', import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
