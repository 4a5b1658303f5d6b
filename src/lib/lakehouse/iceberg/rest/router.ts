import type { ServiceRequest } from '../../http/service.js'
import { badRequest, IcebergError } from '../iceberg-error.js'
import type { Caller } from './access.js'

/** A request to one route, decoded. */
export interface RestCall {
  caller: Caller
  /** The `{…}` parts of the route, percent-decoded. */
  path: Record<string, string>
  query: URLSearchParams
  body: Record<string, unknown>
  request: ServiceRequest
}

/** JSON text for a body; none for 204. */
export interface RestAnswer {
  status: number
  json?: string
}

export interface Route {
  method: 'GET' | 'HEAD' | 'POST' | 'DELETE'
  /** As the specification writes it, without `{prefix}`: `/v1/namespaces/{namespace}/tables`. */
  path: string
  handle: (call: RestCall) => Promise<RestAnswer> | RestAnswer
}

/** Finds the route of a path below the service's mount point. */
export function findRoute(
  routes: Route[],
  method: string,
  path: string,
): { route: Route; path: Record<string, string> } {
  const segments = path.split('/')
  let pathKnown = false
  for (const route of routes) {
    const parts = matchPath(route.path.split('/'), segments)
    if (!parts) continue
    if (route.method === method) return { route, path: parts }
    pathKnown = true
  }
  if (pathKnown) throw new IcebergError('UnsupportedOperationException', 405, `${method} is not supported for ${path}`)
  throw new IcebergError('UnsupportedOperationException', 404, `No route for ${method} ${path}`)
}

function matchPath(pattern: string[], segments: string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined
  const found: Record<string, string> = {}
  for (const [i, part] of pattern.entries()) {
    const segment = segments[i]!
    if (part.startsWith('{')) found[part.slice(1, -1)] = decode(segment)
    else if (part !== segment) return undefined
  }
  return found
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment.replaceAll('+', '%20'))
  } catch {
    throw badRequest(`Malformed path segment: ${segment}`)
  }
}
