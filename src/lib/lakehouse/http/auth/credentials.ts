/**
 * The project's key pair and the temporary credentials made from it. Those are not stored: their token says what they
 * are and carries a MAC, their secret is derived, so they outlive a restart of the process.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Principal } from '../service.js'
import { AuthError } from './auth-error.js'

export interface SessionCredentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken: string
  expiration: Date
}

interface TokenContent {
  accessKeyId: string
  roleArn: string
  sessionName: string
  /** Epoch milliseconds. */
  expires: number
}

export class Credentials {
  constructor(
    readonly accessKeyId: string,
    private readonly secretAccessKey: string,
  ) {}

  /** The secret behind an access key. Fails with an AuthError for unknown keys and for tokens that do not fit. */
  find(accessKeyId: string, token: string | undefined): { secret: string; principal: Principal } {
    if (accessKeyId === this.accessKeyId && !token) {
      return { secret: this.secretAccessKey, principal: { accessKeyId } }
    }
    if (!token) throw new AuthError('unknown-key', 'The AWS Access Key Id you provided does not exist in our records.')
    const content = this.#openToken(token)
    if (!content || content.accessKeyId !== accessKeyId) {
      throw new AuthError('invalid-token', 'The provided token is malformed or otherwise invalid.')
    }
    if (content.expires <= Date.now()) throw new AuthError('expired-token', 'The provided token has expired.')
    const { roleArn, sessionName } = content
    return { secret: this.#derive(accessKeyId), principal: { accessKeyId, session: { roleArn, sessionName } } }
  }

  issueSession(roleArn: string, sessionName: string, seconds: number): SessionCredentials {
    const accessKeyId = `ASIA${base32(randomBytes(10))}`
    const expiration = new Date(Date.now() + seconds * 1000)
    const sessionToken = this.#sealToken({ accessKeyId, roleArn, sessionName, expires: expiration.getTime() })
    return { accessKeyId, secretAccessKey: this.#derive(accessKeyId), sessionToken, expiration }
  }

  #derive(purpose: string): string {
    return createHmac('sha256', this.secretAccessKey).update(`mdw session\n${purpose}`).digest('base64')
  }

  #sealToken(content: TokenContent): string {
    const text = Buffer.from(JSON.stringify(content)).toString('base64url')
    return `${text}.${this.#mac(text)}`
  }

  #openToken(token: string): TokenContent | undefined {
    const [text, mac, ...rest] = token.split('.')
    if (!text || !mac || rest.length > 0 || !isSame(mac, this.#mac(text))) return undefined
    return JSON.parse(Buffer.from(text, 'base64url').toString())
  }

  #mac(text: string): string {
    return createHmac('sha256', this.secretAccessKey).update(`mdw token\n${text}`).digest('base64url')
  }
}

/** Compares secrets in time that does not depend on where they differ, nor on their lengths. */
export function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}

function base32(bytes: Uint8Array): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  let text = ''
  let bits = 0
  let value = 0
  for (const byte of bytes) {
    value = (value << 8) | byte
    for (bits += 8; bits >= 5; bits -= 5) text += alphabet[(value >>> (bits - 5)) & 31]
    value &= 31
  }
  return text
}
