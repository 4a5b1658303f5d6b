import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { HubPackage } from './hub-package.js'

export interface LoopbackHub {
  /** For DBT_PACKAGE_HUB_URL: with the final slash. */
  url: string
  close(): Promise<void>
}

/**
 * A dbt package hub on the loopback interface that offers just these packages. The protocol is dbt-core's
 * (dbt/clients/registry.py): `api/v1/index.json`, `api/v1/<package>.json`, and a tarball per version.
 */
export async function startLoopbackHub(packages: HubPackage[]): Promise<LoopbackHub> {
  let url = ''
  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '').split('?')[0]!)
    if (path === '/api/v1/index.json') return sendJson(response, [...new Set(packages.map(one => one.package))])
    const versions = packages.filter(one => path === `/api/v1/${one.package}.json`)
    if (versions.length > 0) return sendJson(response, description(versions, url))
    const wanted = packages.find(one => path === tarballPath(one))
    if (wanted === undefined) return void response.writeHead(404).end()
    response.writeHead(200, { 'content-type': 'application/gzip' }).end(wanted.tarball())
  })
  await new Promise<void>((done, failed) => {
    server.once('error', failed)
    server.listen(0, '127.0.0.1', done)
  })
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return {
    url,
    async close() {
      server.closeAllConnections()
      await new Promise(done => server.close(done))
    },
  }
}

function tarballPath(one: HubPackage): string {
  return `/tarballs/${one.package}/${one.version}.tar.gz`
}

function description(versions: HubPackage[], url: string): unknown {
  const [namespace, name] = versions[0]!.package.split('/')
  return {
    namespace,
    name,
    versions: Object.fromEntries(
      versions.map(one => [
        one.version,
        {
          id: `${one.package}/${one.version}`,
          name: one.name,
          version: one.version,
          packages: one.requires.map(need => ({ package: need.package, version: need.versions })),
          require_dbt_version: one.requireDbtVersion,
          downloads: { tarball: new URL(tarballPath(one), url).href, format: 'tgz' },
        },
      ]),
    ),
  }
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}
