import { MdwError } from '../errors.js'
import { ExitCode } from '../exit-codes.js'

type Variables = NodeJS.ProcessEnv

/** Whether a host is this machine: no proxy has to see what is said to it. */
export function isLoopback(host: string): boolean {
  return /^(127(\.\d{1,3}){3}|\[?::1\]?|([^.]+\.)*localhost)$/i.test(host)
}

/** Whether the shell names a proxy for anything. One that can't be is refused. */
export function usesProxy(variables: Variables = process.env): boolean {
  return ['http:', 'https:'].filter(protocol => proxyOf(protocol, variables) !== undefined).length > 0
}

/**
 * The proxy of a URL by `https_proxy`, `http_proxy` and `no_proxy`, lower case first, as for boto3 (Python, "urllib.request":
 * getproxies) and so for dbt. undefined: no proxy.
 */
export function proxyFor({ protocol, hostname, port }: URL, variables: Variables = process.env): URL | undefined {
  if (isLoopback(hostname)) return
  const exempt = isExempt(hostname, port || (protocol === 'https:' ? '443' : '80'), either('no_proxy', variables))
  return exempt ? undefined : proxyOf(protocol, variables)
}

function proxyOf(protocol: string, variables: Variables): URL | undefined {
  const name = `${protocol.slice(0, -1)}_proxy`
  const value = either(name, variables)
  if (value === '') return
  // "proxy:3128" is an HTTP proxy, for boto3 and Go too.
  const address = value.includes('://') ? value : `http://${value}`
  if (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)) return new URL(address)
  throw new MdwError({
    code: 'PROXY_INVALID',
    // The value may hold a password.
    message: `The variable ${variables[name] ? name : name.toUpperCase()} is not the URL of an HTTP proxy.`,
    actions: ['Set it to http://host:port, or unset it.'],
    exitCode: ExitCode.usage,
  })
}

/** Go and Python take `example.com` and `.example.com` for its subdomains too, and Go's `example.com:443` for one port. */
function isExempt(host: string, port: string, list: string): boolean {
  return list.split(/[\s,]+/).some(entry => {
    if (entry === '*') return true
    const [, domain = '', only] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(entry.toLowerCase())!
    if (domain === '' || (only !== undefined && only !== port)) return false
    return host === domain || host.endsWith(`.${domain}`)
  })
}

/** Variables that keep a proxy from the loopback address. Both, with one value: Python goes by `no_proxy` where that is set. */
export function loopbackWithoutProxy(variables: Variables = process.env): Variables {
  const list = [either('no_proxy', variables), '127.0.0.1', 'localhost'].filter(Boolean).join(',')
  return { NO_PROXY: list, no_proxy: list }
}

function either(name: string, variables: Variables): string {
  return variables[name] || variables[name.toUpperCase()] || ''
}
