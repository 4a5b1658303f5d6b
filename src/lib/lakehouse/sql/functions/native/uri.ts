import { invalidArgument, type NativeFunction } from '../native.js'

interface Uri {
  scheme: string
  host: string
  port: bigint | null
  path: string
  /** As written, percent escapes kept. */
  query: string
  fragment: string
}

const PARTS = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s
// RFC 2396's characters, plus Java's "other" ones: anything beyond ASCII that is neither blank nor control.
const LEGAL = /^(?:[A-Za-z0-9\-_.!~*'(),;:$&+=?/[\]@]|%[0-9A-Fa-f]{2}|[^\p{ASCII}\p{Z}\p{Cc}])*$/u
const AUTHORITY =
  /^(?:[^@]*@)?((?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)*[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.?|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9A-Fa-f:.]+\])(?::(\d*))?$/

/** `java.net.URI`, whose getters Trino's url_extract functions are; undefined where it throws. */
function parse(text: string): Uri | undefined {
  const [, scheme = '', authority, path = '', query = '', fragment = ''] = PARTS.exec(text) ?? []
  if (![authority ?? '', path, query, fragment].every(part => LEGAL.test(part))) return undefined
  if (scheme && authority === undefined && !path.startsWith('/')) {
    // Opaque, as in mailto:a@b: there is no path, host or query.
    return path === '' ? undefined : { scheme, host: '', port: null, path: '', query: '', fragment }
  }
  const [, host = '', port = ''] = AUTHORITY.exec(authority ?? '') ?? []
  return { scheme, host, port: port === '' ? null : BigInt(port), path, query, fragment }
}

function decoded(text: string): string {
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, escapes =>
    Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8'),
  )
}

/** `java.net.URLDecoder`: forms, so `+` is a space. */
function decodeForm(text: string): string {
  const wrong = /%(?![0-9A-Fa-f]{2})(.?)(.?)/s.exec(text)
  if (wrong) {
    const [, first = '', second = ''] = wrong
    if (!first || !second) throw invalidArgument('URLDecoder: Incomplete trailing escape (%) pattern')
    const bad = /[0-9A-Fa-f]/.test(first) ? second : first
    const reason = `not a hexadecimal digit: "${bad}" = ${bad.charCodeAt(0)}`
    throw invalidArgument(`URLDecoder: Illegal hex characters in escape (%) pattern - ${reason}`)
  }
  return decoded(text.replaceAll('+', ' '))
}

/** Guava's form parameter escaper. */
function encodeForm(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()~]/g, c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
}

function parameter(url: string, name: string): string | null {
  const uri = parse(url)
  if (!uri || uri.query === '') return null
  for (const pair of uri.query.split('&')) {
    const at = pair.indexOf('=')
    if (decodeForm(at < 0 ? pair : pair.slice(0, at)) === name) return at < 0 ? '' : decodeForm(pair.slice(at + 1))
  }
  return null
}

const part = (name: string, get: (uri: Uri) => string): NativeFunction => ({
  name: `t_url_extract_${name}`,
  args: ['varchar'],
  returns: 'varchar',
  call: (url: string) => {
    const uri = parse(url)
    return uri ? get(uri) : null
  },
})

export const uris: NativeFunction[] = [
  part('protocol', uri => uri.scheme),
  part('host', uri => uri.host),
  part('path', uri => decoded(uri.path)),
  part('query', uri => decoded(uri.query)),
  part('fragment', uri => decoded(uri.fragment)),
  {
    name: 't_url_extract_port',
    args: ['varchar'],
    returns: 'bigint',
    call: (url: string) => parse(url)?.port ?? null,
  },
  { name: 't_url_extract_parameter', args: ['varchar', 'varchar'], returns: 'varchar', call: parameter },
  { name: 't_url_decode', args: ['varchar'], returns: 'varchar', call: decodeForm },
  { name: 't_url_encode', args: ['varchar'], returns: 'varchar', call: encodeForm },
]
