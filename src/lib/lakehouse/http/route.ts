/** Which service a request is for. One port holds them all, as the requests tell themselves apart. */
import { scopeService } from './auth/sigv4.js'
import type { ServiceRequest } from './service.js'

export type Protocol = 's3' | 'json' | 'query' | 'iceberg' | 'admin'

export interface Route {
  /** The service's name; for AWS services that are not offered here, the name in the credential scope. */
  service: string
  protocol: Protocol
  isKnown: boolean
  /** The service names that a credential scope may carry. */
  scopes: readonly string[]
}

const KNOWN = {
  s3: { service: 's3', protocol: 's3', isKnown: true, scopes: ['s3'] },
  sts: { service: 'sts', protocol: 'query', isKnown: true, scopes: ['sts'] },
  iceberg: { service: 'iceberg', protocol: 'iceberg', isKnown: true, scopes: [] },
  admin: { service: 'admin', protocol: 'admin', isKnown: true, scopes: [] },
  AWSGlue: { service: 'glue', protocol: 'json', isKnown: true, scopes: ['glue'] },
  AmazonAthena: { service: 'athena', protocol: 'json', isKnown: true, scopes: ['athena'] },
} as const satisfies Record<string, Route>

/** @param request its path, query and headers only. */
export function route(request: Pick<ServiceRequest, 'method' | 'rawPath' | 'rawQuery' | 'query' | 'headers'>): Route {
  const { rawPath, headers, query, method } = request
  if (rawPath.startsWith('/_mdw/')) return KNOWN.admin
  const scope = scopeService(request, query)
  // A bucket may be called `iceberg`: S3 says so in its signature.
  if (rawPath.startsWith('/iceberg/') && scope !== 's3') return KNOWN.iceberg
  const target = headers['x-amz-target']
  if (typeof target === 'string') {
    const prefix = target.split('.', 1)[0]!
    if (prefix === 'AWSGlue' || prefix === 'AmazonAthena') return KNOWN[prefix]
    return unknown(scope ?? prefix, 'json')
  }
  if (scope === 's3') return KNOWN.s3
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true
  const isQuery = rawPath === '/' && ((method === 'POST' && isForm) || query.has('Action'))
  if (scope === 'sts' || (isQuery && scope === undefined)) return KNOWN.sts
  if (scope === 'glue') return KNOWN.AWSGlue
  if (scope === 'athena') return KNOWN.AmazonAthena
  if (scope !== undefined) return unknown(scope, isQuery ? 'query' : 'json')
  return KNOWN.s3
}

function unknown(service: string, protocol: Protocol): Route {
  return { service, protocol, isKnown: false, scopes: [service] }
}
