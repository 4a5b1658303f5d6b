/** `/_mdw/*`: what the command line asks of a running lakehouse. What changes something is signed with its key pair. */
import { readBody } from './body.js'
import type { Service, ServiceRequest, ServiceResponse } from './service.js'

/** A page that only the project's own key pair may read and change. Inputs are whatever JSON the client sent. */
export type SignedPage = Record<string, (input: Record<string, unknown>) => object>

/** What a page's input is not; answered with status 400. */
export class AdminInputError extends Error {}

export interface AdminOptions {
  /** Identifies this run of the process; the locator file holds the same. */
  instance: string
  version: string
  services: Service[]
  /** By name, then by method. */
  signedPages?: Record<string, SignedPage>
  verifySignature?: (request: ServiceRequest) => boolean
  /** Further pages that anybody on this machine may read, free of secrets. */
  openPages?: Record<string, () => object>
}

const MAX_BODY_BYTES = 64 * 1024

export function adminService(options: AdminOptions): Service {
  const { instance, version, services, signedPages = {} } = options
  const openPages: Record<string, () => object> = {
    health: () => ({ status: 'ready', instance, version }),
    // From the tables that dispatch the requests.
    operations: () =>
      services.flatMap(({ name, operations }) => operations().map(operation => ({ service: name, ...operation }))),
    ...options.openPages,
  }

  async function handle(request: ServiceRequest): Promise<ServiceResponse> {
    const { method, rawPath } = request
    const name = rawPath.slice('/_mdw/'.length)
    if (Object.hasOwn(signedPages, name)) {
      if (!options.verifySignature?.(request))
        return refusal(403, `${rawPath} wants a request signed with the project’s key pair`)
      const page = signedPages[name]!
      if (!Object.hasOwn(page, method)) return refusal(405, `${rawPath} knows ${Object.keys(page).join(', ')}`)
      return json(200, page[method]!(await readInput(request)))
    }
    if (!Object.hasOwn(openPages, name)) return refusal(404, `There is no page ${rawPath}`)
    if (method !== 'GET' && method !== 'HEAD') return refusal(405, `${rawPath} is read with GET`)
    return json(200, openPages[name]!())
  }

  return {
    name: 'admin',
    async handle(request) {
      try {
        return await handle(request)
      } catch (error) {
        if (error instanceof AdminInputError) return refusal(400, error.message)
        throw error
      }
    },
    operations: () => Object.keys({ ...openPages, ...signedPages }).map(name => ({ name, supported: true })),
  }
}

async function readInput(request: ServiceRequest): Promise<Record<string, unknown>> {
  const text = (await readBody(request.body, MAX_BODY_BYTES)).toString('utf8')
  if (text === '') return {}
  try {
    const input: unknown = JSON.parse(text)
    if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input as Record<string, unknown>
  } catch {
    // Answered below, like JSON of another kind.
  }
  throw new AdminInputError('The request body is not a JSON object')
}

const refusal = (status: number, message: string) => json(status, { error: { message } })

function json(status: number, content: object): ServiceResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(content) }
}
