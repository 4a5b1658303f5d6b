/** The canonical request of Signature Version 4. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** What is signed, as it came over the wire. */
export interface SignedRequest {
  method: string
  rawPath: string
  rawQuery: string
  headers: IncomingHttpHeaders
}

/** The SHA-256 of the canonical request, in hex. */
export function hashCanonicalRequest(
  request: SignedRequest,
  path: string,
  query: string,
  signedHeaders: string[],
  payloadHash: string,
): string {
  let text = `${request.method}\n${path}\n${query}\n`
  for (const name of signedHeaders) text += `${name}:${canonicalValue(request.headers[name])}\n`
  text += `\n${signedHeaders.join(';')}\n${payloadHash}`
  // Node hands out header bytes as Latin-1.
  return createHash('sha256').update(text, 'latin1').digest('hex')
}

/**
 * The forms in which clients sign one path. S3's are encoded once, the other services' twice; clients differ in which
 * characters they escape on the wire and in what they sign, so a strictly re-encoded form counts as well.
 */
export function canonicalPaths(rawPath: string, isS3: boolean): string[] {
  const strict = reencode(rawPath, /[A-Za-z0-9\-._~/]/)
  const once = strict === rawPath ? [rawPath] : [rawPath, strict]
  if (isS3) return once
  return [...new Set([...once.map(path => path.replaceAll('%', '%25')), escapeChars(rawPath), ...once])]
}

/** The same for queries; `drop` is the parameter that holds the signature itself. */
export function canonicalQueries(rawQuery: string, drop?: string): string[] {
  if (rawQuery === '') return ['']
  const pairs = rawQuery
    .split('&')
    .filter(part => part !== '')
    .map(part => {
      const equals = part.indexOf('=')
      return equals < 0 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)]
    })
    .filter(([name]) => name !== drop) as [string, string][]
  const asSent = joinSorted(pairs)
  const strict = joinSorted(pairs.map(([name, value]) => [strictQueryPart(name), strictQueryPart(value)]))
  return asSent === strict ? [asSent] : [asSent, strict]
}

function joinSorted(pairs: [string, string][]): string {
  return pairs
    .slice()
    .sort(([a, x], [b, y]) => (a === b ? order(x, y) : order(a, b)))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function canonicalValue(value: string | string[] | undefined): string {
  const text = Array.isArray(value) ? value.join(',') : (value ?? '')
  return text.trim().replace(/ {2,}/g, ' ')
}

function strictQueryPart(part: string): string {
  return reencode(part.replaceAll('+', '%20'), /[A-Za-z0-9\-._~]/)
}

/** Escapes each byte that is not in `keep`; escapes already there are decoded first where `keep` has the character. */
function reencode(text: string, keep: RegExp): string {
  return text.replace(/%[0-9a-fA-F]{2}|./gs, match => {
    if (match.length === 1) return keep.test(match) ? match : escapeChar(match)
    const char = String.fromCharCode(Number.parseInt(match.slice(1), 16))
    return char !== '/' && keep.test(char) ? char : match.toUpperCase()
  })
}

function escapeChars(path: string): string {
  return path.replace(/[^A-Za-z0-9\-._~/]/g, escapeChar)
}

// One Latin-1 character is one byte of the wire.
function escapeChar(char: string): string {
  return `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
}
