import { createHmac, timingSafeEqual } from 'node:crypto'
import type { ServiceRequest } from '../../http/service.js'
import { IcebergError } from '../iceberg-error.js'

/** Who asks: this process's own DuckDB, which sees the statements' hidden tables, or anybody with the key pair. */
export type Caller = 'engine' | 'client'

export interface AccessOptions {
  accessKeyId: string
  secretAccessKey: string
  engineToken: string
  /** Checks an AWS SigV4 signature; rejects a wrong one by throwing or with false. */
  verifySignature?: (request: ServiceRequest) => Promise<boolean | undefined> | boolean | undefined
}

const tokenSeconds = 12 * 3600

/** The catalog's credentials: bearer tokens of the OAuth2 client-credentials flow, or SigV4 by the same key pair. */
export class Access {
  constructor(private readonly options: AccessOptions) {}

  async caller(request: ServiceRequest): Promise<Caller> {
    const header = request.headers.authorization ?? ''
    const bearer = /^Bearer\s+(\S+)$/i.exec(header)?.[1]
    if (bearer !== undefined) {
      if (equal(bearer, this.options.engineToken)) return 'engine'
      if (this.isIssued(bearer)) return 'client'
      throw new IcebergError('NotAuthorizedException', 401, 'The bearer token is not valid, or has expired')
    }
    if (header.startsWith('AWS4-HMAC-SHA256')) {
      if (await this.options.verifySignature?.(request)) return 'client'
      throw new IcebergError('NotAuthorizedException', 401, 'The request signature does not match')
    }
    throw new IcebergError('NotAuthorizedException', 401, 'Authentication is needed: a bearer token or AWS SigV4')
  }

  /** A token for the right key pair. It is signed, not stored, so it outlives a restart. */
  issue(clientId: string, clientSecret: string): { token: string; expiresIn: number } {
    const known = equal(clientId, this.options.accessKeyId) && equal(clientSecret, this.options.secretAccessKey)
    if (!known) throw new IcebergError('invalid_client', 401, 'Unknown client id or wrong secret')
    const expires = String(Math.floor(Date.now() / 1000) + tokenSeconds)
    return { token: `mdw.${expires}.${this.sign(expires)}`, expiresIn: tokenSeconds }
  }

  private isIssued(token: string): boolean {
    const [, expires, signature] = /^mdw\.(\d{1,12})\.([\w-]+)$/.exec(token) ?? []
    if (!expires || !signature) return false
    return equal(signature, this.sign(expires)) && Number(expires) > Date.now() / 1000
  }

  private sign(text: string): string {
    return createHmac('sha256', this.options.secretAccessKey).update(`iceberg-token ${text}`).digest('base64url')
  }
}

function equal(a: string, b: string): boolean {
  const digest = (text: string) => createHmac('sha256', 'compare').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
