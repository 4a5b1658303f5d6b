import { mkdirSync } from 'node:fs'
import { availableParallelism, totalmem } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { registerNatives } from '../sql/functions/native.js'
import { nativeFunctions } from '../sql/functions/natives.js'
import { quoteString } from '../sql/types/duckdb-type.js'
import { EngineConnection } from './connection.js'
import { EngineUnavailableError, extensionFiles } from './extensions.js'

export interface EngineOptions {
  /** Folder holding `duckdb_extension_{httpfs,avro,iceberg}/`. */
  extensionDir: string
  /** Spilled data and files not yet handed to the object store; emptied by nobody but their writers. */
  scratchDir: string
  /** The object store's root: readable as local files. */
  objectsDir: string
  /** This process's own front door, `http://127.0.0.1:PORT`. The catalog is attached when the first query comes. */
  endpoint: () => string
  region: string
  accessKeyId: string
  secretAccessKey: string
  engineToken: string
  /** `CREATE MACRO` statements that translated SQL relies on. */
  prelude: string[]
}

export interface Engine {
  readonly scratchDir: string
  /** Runs `work` on a connection of its own; `signal` interrupts whatever the connection is doing. */
  use<T>(work: (connection: EngineConnection) => Promise<T>, signal?: AbortSignal): Promise<T>
  close(): void
}

/** The name under which our own Iceberg REST catalog is attached. */
export const LAKE = 'lake'

/** Half of the machine's memory, and never so much that a laptop's other programs feel it: larger work spills to disk. */
const memoryLimit = () => Math.min(Math.floor(totalmem() / 2), 2 * 1024 ** 3)

const idleConnections = 4

export function openEngine(options: EngineOptions): Engine {
  let instance: Promise<DuckDBInstance> | undefined
  let attached: Promise<DuckDBInstance> | undefined
  let closed = false
  const idle: DuckDBConnection[] = []

  const ready = (): Promise<DuckDBInstance> => {
    if (closed) return Promise.reject(new EngineUnavailableError('The query engine is shut down.'))
    // A failed start is tried again with the next query: the extensions may have been installed since.
    attached ??= startAttached().catch(error => {
      attached = undefined
      throw error
    })
    return attached
  }

  const started = (): Promise<DuckDBInstance> => {
    instance ??= createInstance(options).catch(error => {
      instance = undefined
      throw error
    })
    return instance
  }

  const startAttached = async () => {
    const db = await started()
    await attachLake(db, options)
    return db
  }

  // Loading the extensions takes half a second: better now than in the first query. Its failure is the query's to tell.
  started().catch(() => undefined)

  return {
    scratchDir: options.scratchDir,
    async use(work, signal) {
      const db = await ready()
      const raw = idle.pop() ?? (await db.connect())
      let interrupting: NodeJS.Timeout | undefined
      // DuckDB forgets an interrupt that comes between two calls, so it is repeated until the work has ended.
      const interrupt = () => {
        raw.interrupt()
        interrupting = setTimeout(interrupt, 50)
      }
      signal?.addEventListener('abort', interrupt, { once: true })
      let clean = false
      try {
        signal?.throwIfAborted()
        const result = await work(new EngineConnection(raw, signal))
        clean = true
        return result
      } finally {
        signal?.removeEventListener('abort', interrupt)
        clearTimeout(interrupting)
        // After a failure a connection may hold a broken transaction or an interrupt that comes late.
        if (clean && !signal?.aborted && !closed && idle.length < idleConnections) idle.push(raw)
        else raw.closeSync()
      }
    },
    close() {
      closed = true
      for (const connection of idle.splice(0)) connection.closeSync()
      void instance?.then(db => db.closeSync()).catch(() => undefined)
    },
  }
}

async function createInstance(options: EngineOptions): Promise<DuckDBInstance> {
  const files = extensionFiles(options.extensionDir)
  const spill = join(options.scratchDir, 'spill')
  mkdirSync(spill, { recursive: true })
  const db = await DuckDBInstance.create(':memory:', {
    memory_limit: `${Math.floor(memoryLimit() / 1024 ** 2)}MiB`,
    threads: String(Math.max(2, availableParallelism())),
    temp_directory: spill,
    preserve_insertion_order: 'false',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    allow_persistent_secrets: 'false',
  })
  const connection = await db.connect()
  try {
    for (const file of files) await connection.run(`LOAD ${quoteString(file)}`)
    for (const setting of SETTINGS) await connection.run(`SET GLOBAL ${setting}`)
    registerNatives(connection, nativeFunctions)
    for (const macro of options.prelude) await connection.run(macro)
    return db
  } catch (error) {
    db.closeSync()
    throw new EngineUnavailableError(`The query engine did not start: ${(error as Error).message}`, { cause: error })
  } finally {
    connection.closeSync()
  }
}

/** What makes DuckDB's plain operators agree with Trino's. */
const SETTINGS = ["TimeZone = 'UTC'", "default_null_order = 'nulls_last'", 'integer_division = true']

/** Once the front door listens: credentials, our own catalog, then the wall behind which queries run. */
async function attachLake(db: DuckDBInstance, options: EngineOptions): Promise<void> {
  const connection = await db.connect()
  const endpoint = options.endpoint()
  const host = new URL(endpoint).host
  try {
    await connection.run(`CREATE OR REPLACE SECRET lake_s3 (TYPE s3, PROVIDER config,
      KEY_ID ${quoteString(options.accessKeyId)}, SECRET ${quoteString(options.secretAccessKey)},
      REGION ${quoteString(options.region)}, ENDPOINT ${quoteString(host)}, URL_STYLE 'path', USE_SSL false)`)
    await connection.run(
      `CREATE OR REPLACE SECRET lake_catalog (TYPE iceberg, TOKEN ${quoteString(options.engineToken)})`,
    )
    await connection.run(`ATTACH OR REPLACE 'warehouse' AS ${LAKE} (TYPE iceberg, ENDPOINT ${quoteString(`${endpoint}/iceberg`)},
      SECRET lake_catalog, ACCESS_DELEGATION_MODE 'none')`)
    // A second wall: translated SQL names no files but the lakehouse's own, and cannot change these settings.
    const folders = [options.objectsDir, options.scratchDir].map(folder => quoteString(`${folder}/`))
    await connection.run(`SET GLOBAL allowed_directories = [${folders.join(', ')}, 's3://']`)
    await connection.run('SET GLOBAL enable_external_access = false')
    await connection.run('SET GLOBAL lock_configuration = true')
  } finally {
    connection.closeSync()
  }
}
