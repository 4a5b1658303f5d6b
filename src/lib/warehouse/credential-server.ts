import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { messageOf } from '../errors.js'
import type { CredentialServer, Credentials } from '../project/environment.js'

/**
 * Gives a role's credentials to the programs that mdw starts, on the loopback address, in the protocol of the SDKs'
 * container credential provider (AWS SDKs Reference Guide, "Container credential provider"). Keys in their environment
 * would end after an hour, and a build may take longer; these programs come back for new ones. Nothing is written to
 * disk. The server does not keep the process alive.
 */
export async function serveCredentials(fetch: () => Promise<Credentials>): Promise<CredentialServer> {
  const token = randomBytes(32).toString('base64url')
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    }
    if (!same(request.headers.authorization ?? '', token)) return answer(401, { message: 'Wrong token' })
    try {
      const { accessKeyId, secretAccessKey, sessionToken, expiration } = await fetch()
      // botocore and the Go SDK want whole seconds.
      const Expiration = expiration && `${expiration.toISOString().slice(0, 19)}Z`
      answer(200, { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Token: sessionToken, Expiration })
    } catch (error) {
      answer(500, { message: messageOf(error) })
    }
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  server.unref()
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/credentials`, token }
}

/** Compares in a time that says nothing about where they differ. */
function same(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}
