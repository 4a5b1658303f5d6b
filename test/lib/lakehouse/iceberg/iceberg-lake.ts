import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { openCatalog } from '../../../../src/lib/lakehouse/catalog/lmdb-catalog.js'
import { extensionFiles } from '../../../../src/lib/lakehouse/engine/extensions.js'
import { glueService } from '../../../../src/lib/lakehouse/glue/service.js'
import { adminService } from '../../../../src/lib/lakehouse/http/admin-service.js'
import { Credentials } from '../../../../src/lib/lakehouse/http/auth/credentials.js'
import { Authenticator } from '../../../../src/lib/lakehouse/http/authenticator.js'
import { FrontDoor } from '../../../../src/lib/lakehouse/http/front-door.js'
import type { Service } from '../../../../src/lib/lakehouse/http/service.js'
import { IcebergCatalog, type TableName } from '../../../../src/lib/lakehouse/iceberg/iceberg-catalog.js'
import type { TableMetadata } from '../../../../src/lib/lakehouse/iceberg/metadata/model.js'
import { partitionFields } from '../../../../src/lib/lakehouse/iceberg/partition/partitioning.js'
import { icebergRestService } from '../../../../src/lib/lakehouse/iceberg/rest/iceberg-rest-service.js'
import { icebergFields } from '../../../../src/lib/lakehouse/iceberg/types/trino.js'
import type { Log } from '../../../../src/lib/lakehouse/process/log.js'
import { s3Service } from '../../../../src/lib/lakehouse/s3/s3-service.js'
import type { TrinoType } from '../../../../src/lib/lakehouse/sql/types/type.js'
import { openObjectStore } from '../../../../src/lib/lakehouse/store/open-object-store.js'
import { stsService } from '../../../../src/lib/lakehouse/sts/sts-service.js'
import { sitePackages } from '../../../../src/lib/toolchain/python/installed.js'
import { dbtVenv } from '../../../support/dbt-python.js'

const KEY_PAIR = { accessKeyId: 'AKIATESTTESTTESTTEST', secretAccessKey: 'a secret of the tests' }

export type Row = unknown[]

/** Store, catalog, S3 and REST catalog behind the real front door, and a DuckDB that has them attached as `lake`. Database `db`. */
export async function startIcebergLake() {
  const folder = mkdtempSync(join(tmpdir(), 'mdw-iceberg-'))
  const objects = await openObjectStore(join(folder, 's3'))
  await objects.createBucket('warehouse')
  const store = openCatalog(join(folder, 'catalog'))
  store.createDatabase({ name: 'db', locationUri: 's3://warehouse/db' })
  const catalog = new IcebergCatalog(store, objects)
  const credentials = new Credentials(KEY_PAIR.accessKeyId, KEY_PAIR.secretAccessKey)
  const authenticator = new Authenticator(credentials)
  const account = { region: 'us-east-1', accountId: '000000000000' }
  const engineToken = randomUUID()
  const errors: unknown[] = []
  const log: Log = { info() {}, warn() {}, error: (_event, fields) => void errors.push(fields) }
  const iceberg = icebergRestService({
    ...KEY_PAIR,
    ...account,
    engineToken,
    catalog,
    verifySignature: request => authenticator.hasRestSignature(request),
  })
  const athena: Service = { name: 'athena', handle: async () => ({ status: 501 }), operations: () => [] }
  const services = {
    s3: s3Service({ ...account, store: objects }),
    glue: glueService(store, account as never, catalog),
    athena,
    sts: stsService({ ...account, credentials }),
    iceberg,
  }
  const admin = adminService({ instance: 'test', version: '0', services: Object.values(services) })
  const door = new FrontDoor({ ...services, admin }, authenticator, log)
  const port = await door.listen(0)
  const endpoint = `http://127.0.0.1:${port}`
  const duckdb = await attachedDuckDB(port, engineToken)
  const connection = await duckdb.connect()

  return {
    ...KEY_PAIR,
    endpoint,
    engineToken,
    objects,
    store,
    catalog,
    duckdb,
    errors,
    /** Rows as JSON values; 64-bit numbers as text. */
    rows: (sql: string) => queryRows(connection, sql),
    connect: () => duckdb.connect(),
    metadata: (name: string): TableMetadata => catalog.load({ database: 'db', name }).metadata,
    /** Every object of a table's folders. */
    async files(location: string): Promise<string[]> {
      const { objects: found } = await objects.list('warehouse', {
        prefix: `${location.replace('s3://warehouse/', '')}/`,
      })
      return found.map(object => object.key)
    },
    async table(
      name: string,
      columns: [string, TrinoType][],
      partitioning: string[] = [],
      properties: Record<string, string> = {},
    ): Promise<TableName> {
      const fields = icebergFields(columns.map(([column, type]) => ({ name: column, type })))
      await catalog.create(
        { database: 'db', name },
        {
          location: `s3://warehouse/db/${name}`,
          fields,
          spec: { fields: partitionFields(partitioning, fields) },
          properties,
        },
      )
      return { database: 'db', name }
    },
    async stop() {
      connection.closeSync()
      duckdb.closeSync()
      await door.close(1000)
      await objects.close()
      store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export type IcebergLake = Awaited<ReturnType<typeof startIcebergLake>>

export async function queryRows(connection: DuckDBConnection, sql: string): Promise<Row[]> {
  return (await connection.runAndReadAll(sql)).getRowsJson()
}

async function attachedDuckDB(port: number, engineToken: string): Promise<DuckDBInstance> {
  const duckdb = await DuckDBInstance.create(':memory:')
  const connection = await duckdb.connect()
  for (const file of extensionFiles(sitePackages(await dbtVenv())!)) await connection.run(`LOAD '${file}'`)
  await connection.run(`SET GLOBAL TimeZone = 'UTC'`)
  await connection.run(`CREATE SECRET (TYPE s3, KEY_ID '${KEY_PAIR.accessKeyId}', SECRET '${KEY_PAIR.secretAccessKey}',
    REGION 'us-east-1', ENDPOINT '127.0.0.1:${port}', URL_STYLE 'path', USE_SSL false)`)
  await connection.run(`CREATE SECRET lake_catalog (TYPE iceberg, TOKEN '${engineToken}')`)
  await connection.run(`ATTACH 'warehouse' AS lake (TYPE iceberg, ENDPOINT 'http://127.0.0.1:${port}/iceberg',
    SECRET lake_catalog, ACCESS_DELEGATION_MODE 'none')`)
  connection.closeSync()
  return duckdb
}
