/** `/_mdw/*`: what the command line asks of a running lakehouse. Unsigned, read-only, free of secrets. */
import type { Service, ServiceResponse } from './service.js'

export interface AdminOptions {
  /** Identifies this run of the process; the locator file holds the same. */
  instance: string
  version: string
  services: Service[]
}

export function adminService({ instance, version, services }: AdminOptions): Service {
  const pages: Record<string, () => object> = {
    health: () => ({ status: 'ready', instance, version }),
    // From the tables that dispatch the requests.
    operations: () =>
      services.flatMap(({ name, operations }) => operations().map(operation => ({ service: name, ...operation }))),
  }
  return {
    name: 'admin',
    async handle({ method, rawPath }) {
      const name = rawPath.slice('/_mdw/'.length)
      if (!Object.hasOwn(pages, name)) return json(404, { error: { message: `There is no page ${rawPath}` } })
      if (method !== 'GET' && method !== 'HEAD') return json(405, { error: { message: `${rawPath} is read with GET` } })
      return json(200, pages[name]!())
    },
    operations: () => Object.keys(pages).map(name => ({ name, supported: true })),
  }
}

function json(status: number, content: object): ServiceResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(content) }
}
