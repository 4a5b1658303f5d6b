import { BodyTooLargeError, readBody } from '../../http/body.js'
import type { ServiceRequest, ServiceResponse } from '../../http/service.js'
import { IcebergError } from '../iceberg-error.js'
import { printJson } from '../metadata/json.js'
import type { Access } from './access.js'
import type { Route } from './router.js'
import type { StorageConfig } from './storage-config.js'

const MAX_FORM_BYTES = 65_536

/** `GET /v1/config` and the token endpoint, the one route that needs no token. */
export function configRoutes(access: Access) {
  return {
    protected: (storage: StorageConfig, routes: () => Route[]): Route[] => [
      {
        method: 'GET',
        path: '/v1/config',
        handle: call => ({
          status: 200,
          json: printJson({
            defaults: call.caller === 'engine' ? {} : storage.forCatalog(call),
            overrides: {},
            endpoints: routes()
              .filter(route => route.path !== '/v1/config')
              .map(route => `${route.method} ${route.path.replace('/v1/', '/v1/{prefix}/')}`),
          }),
        }),
      },
    ],
    token: (request: ServiceRequest) => token(access, request),
  }
}

/** OAuth2's client-credentials grant (RFC 6749, section 4.4), in its own error form. */
async function token(access: Access, request: ServiceRequest): Promise<ServiceResponse> {
  const json = (status: number, body: object): ServiceResponse => ({
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(body),
  })
  if (request.method !== 'POST') return json(405, { error: 'invalid_request', error_description: 'POST is needed' })
  const bytes = await readBody(request.body, MAX_FORM_BYTES).catch(error => {
    if (error instanceof BodyTooLargeError) return undefined
    throw error
  })
  if (!bytes) return json(400, { error: 'invalid_request', error_description: 'The form is too large' })
  const form = new URLSearchParams(bytes.toString('utf8'))
  const grant = form.get('grant_type')
  if (grant !== 'client_credentials')
    return json(400, { error: 'unsupported_grant_type', error_description: `Grant type ${grant} is not supported` })
  const [id, secret] = clientOf(request, form)
  try {
    const issued = access.issue(id, secret)
    return json(200, {
      access_token: issued.token,
      token_type: 'bearer',
      expires_in: issued.expiresIn,
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      scope: form.get('scope') ?? 'catalog',
    })
  } catch (error) {
    if (error instanceof IcebergError)
      return json(error.status, { error: error.type, error_description: error.message })
    throw error
  }
}

/** Client id and secret, from the form or the Basic header. */
function clientOf(request: ServiceRequest, form: URLSearchParams): [string, string] {
  const basic = /^Basic\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  const [id = '', ...rest] = basic ? Buffer.from(basic, 'base64').toString('utf8').split(':') : []
  return [form.get('client_id') ?? id, form.get('client_secret') ?? rest.join(':')]
}
