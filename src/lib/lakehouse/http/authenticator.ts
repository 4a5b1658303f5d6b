/** Who is calling, by the signature of the request. */
import { createHash } from 'node:crypto'
import { AuthError } from './auth/auth-error.js'
import type { SignedRequest } from './auth/canonical-request.js'
import type { Credentials } from './auth/credentials.js'
import { isSigV2Presigned, verifySigV2Presigned } from './auth/sigv2.js'
import { type SigningContext, SigV4Verifier, scopeService } from './auth/sigv4.js'
import type { Principal, ServiceRequest } from './service.js'

const EMPTY_SHA256 = createHash('sha256').digest('hex')

export class Authenticator {
  readonly #sigV4: SigV4Verifier

  constructor(readonly credentials: Credentials) {
    this.#sigV4 = new SigV4Verifier(credentials)
  }

  /**
   * @param scopes the service names that the credential scope may carry
   * @param payloadHash the hash that the client should have signed
   * @throws AuthError
   */
  verifySignature(
    request: SignedRequest,
    query: URLSearchParams,
    scopes: readonly string[],
    payloadHash: string,
  ): { principal: Principal; context?: SigningContext } {
    if (scopes.includes('s3') && isSigV2Presigned(query)) {
      return { principal: verifySigV2Presigned(request, query, this.credentials) }
    }
    return this.#sigV4.verify(request, query, scopes, payloadHash)
  }

  /**
   * Whether an Iceberg REST request is signed, with whatever service name (`glue`, `s3tables`, `execute-api`, …): clients
   * differ in what they sign for.
   */
  hasRestSignature(request: ServiceRequest): boolean {
    const scope = scopeService(request, request.query)
    if (scope === undefined) return false
    try {
      this.verifySignature(request, request.query, [scope], request.payloadSha256 ?? EMPTY_SHA256)
      return true
    } catch (error) {
      if (error instanceof AuthError) return false
      throw error
    }
  }
}
