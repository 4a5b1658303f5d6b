/**
 * The Iceberg REST catalog (REST OpenAPI specification, v1) at `/iceberg/v1`, over Glue's catalog. Bearer tokens (OAuth2 client credentials with the project's key pair) or SigV4.
 *
 * Gaps: namespaces have one level, as Glue's databases; views are answered as absent (Athena's views are Glue's, not
 * Iceberg's); transactions over several tables, server-side scan planning and remote signing are refused by name; listings
 * are never paged.
 */
import { BodyTooLargeError, readBody } from '../../http/body.js'
import type { Service, ServiceRequest, ServiceResponse } from '../../http/service.js'
import type { IcebergCatalog } from '../iceberg-catalog.js'
import { badRequest, IcebergError } from '../iceberg-error.js'
import { parseJson } from '../metadata/json.js'
import { Access, type AccessOptions } from './access.js'
import { configRoutes } from './config-routes.js'
import { restFailure } from './failure.js'
import { namespaceRoutes } from './namespace-routes.js'
import { findRoute, type RestCall, type Route } from './router.js'
import { StorageConfig } from './storage-config.js'
import { tableRoutes } from './table-routes.js'
import { viewRoutes } from './view-routes.js'

export interface IcebergRestOptions extends AccessOptions {
  catalog: IcebergCatalog
  region: string
  /** `s3://bucket/prefix` for tables of databases without a location, where there is one. */
  warehouse?: () => Promise<string | undefined>
  /** The mount point; `/iceberg` by default. */
  mount?: string
}

const maxBodyBytes = 64 * 1024 * 1024

export function icebergRestService(options: IcebergRestOptions): Service {
  const access = new Access(options)
  const storage = new StorageConfig(options)
  const mount = options.mount ?? '/iceberg'
  const open = configRoutes(access)
  const routes: Route[] = [
    ...open.protected(storage, () => routes),
    ...namespaceRoutes(options.catalog),
    ...tableRoutes(options.catalog, storage),
    ...viewRoutes(options.catalog),
  ]

  async function answer(request: ServiceRequest): Promise<ServiceResponse> {
    if (!request.rawPath.startsWith(`${mount}/`)) throw new IcebergError('NotFoundException', 404, 'No such path')
    const path = request.rawPath.slice(mount.length).replace(/\/+$/, '')
    if (path === '/v1/oauth/tokens') return open.token(request)
    const caller = await access.caller(request)
    const found = findRoute(routes, request.method, path)
    const body = request.method === 'POST' ? await readJson(request) : {}
    const call: RestCall = { caller, path: found.path, query: request.query, body, request }
    const { status, json } = await found.route.handle(call)
    return { status, ...(json !== undefined && { headers: { 'content-type': 'application/json' }, body: json }) }
  }

  return {
    name: 'iceberg',
    handle: async request => {
      try {
        return await answer(request)
      } catch (error) {
        return restFailure(error, request)
      }
    },
    operations: () => [
      { name: 'POST /v1/oauth/tokens', supported: true },
      ...routes.map(route => ({ name: `${route.method} ${route.path}`, supported: true })),
      { name: 'POST /v1/namespaces/{namespace}/tables/{table}/plan', supported: false, note: 'clients plan scans' },
      { name: 'POST /v1/namespaces/{namespace}/views', supported: false, note: 'views are Glue views' },
    ],
  }
}

async function readJson(request: ServiceRequest): Promise<Record<string, unknown>> {
  let bytes: Buffer
  try {
    bytes = await readBody(request.body, maxBodyBytes)
  } catch (error) {
    if (error instanceof BodyTooLargeError) throw badRequest(error.message)
    throw error
  }
  if (bytes.length === 0) return {}
  let value: unknown
  try {
    value = parseJson(bytes.toString('utf8'))
  } catch {
    throw badRequest('The body is not valid JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw badRequest('The body is not a JSON object')
  return value as Record<string, unknown>
}
