import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { GlueClient } from '@aws-sdk/client-glue'
import { openCatalog } from '../../../../src/lib/lakehouse/catalog/lmdb-catalog.js'
import type { CatalogStore } from '../../../../src/lib/lakehouse/catalog/model.js'
import { glueService } from '../../../../src/lib/lakehouse/glue/service.js'
import { IcebergCatalog } from '../../../../src/lib/lakehouse/iceberg/iceberg-catalog.js'
import { openObjectStore } from '../../../../src/lib/lakehouse/store/open-object-store.js'

export interface GlueEndpoint {
  url: string
  client: GlueClient
  catalog: CatalogStore
  iceberg: IcebergCatalog
  close(): Promise<void>
}

/** The Glue service alone on a port of its own, over a catalog in a temporary folder: no signatures, no other services. */
export async function glueEndpoint(): Promise<GlueEndpoint> {
  const dir = mkdtempSync(join(tmpdir(), 'mdw-glue-'))
  const catalog = openCatalog(join(dir, 'catalog'), { tableVersionLimit: 5 })
  const objects = await openObjectStore(join(dir, 's3'))
  await objects.createBucket('lake')
  const iceberg = new IcebergCatalog(catalog, objects)
  const service = glueService(catalog, { accountId: '000000000000', region: 'us-east-1' }, iceberg)
  const server = createServer((request, response) => {
    const answer = service.handle({
      method: request.method ?? '',
      rawPath: '/',
      rawQuery: '',
      query: new URLSearchParams(),
      headers: request.headers,
      body: request,
      requestId: 'test',
      signal: new AbortController().signal,
    })
    answer.then(
      ({ status, headers, body }) => {
        response.writeHead(status, headers)
        if (body instanceof Readable) body.pipe(response)
        else response.end(body)
      },
      error => response.destroy(error),
    )
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const client = new GlueClient({
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  })
  return {
    url,
    client,
    catalog,
    iceberg,
    async close() {
      client.destroy()
      server.closeAllConnections()
      await new Promise(done => server.close(done))
      catalog.close()
      rmSync(dir, { recursive: true })
    },
  }
}
