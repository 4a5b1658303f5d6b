import { readFileSync } from 'node:fs'
import { MdwError, messageOf } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import { isLoopback, usesProxy } from '../project/network-proxy.js'

const TIMEOUTS = {
  connectionTimeout: 5_000,
  /** Of silence: completing a large multipart upload takes minutes. */
  socketTimeout: 300_000,
}

/** As many connections of a client as the SDK keeps by itself. */
const CONNECTIONS = { keepAlive: true, maxSockets: 50 }

/**
 * How the SDK's clients reach AWS. Unlike boto3 and Terraform it knows neither the variables of a proxy nor AWS_CA_BUNDLE (AWS
 * SDK for JavaScript, "Configuring proxies"): a network where dbt works would have no place for mdw.
 */
export function requestHandler(endpoint: string | undefined): object {
  const { protocol, hostname } = new URL(endpoint ?? 'https://amazonaws.com')
  const ca = protocol === 'https:' && process.env.AWS_CA_BUNDLE ? { ca: certificates(process.env.AWS_CA_BUNDLE) } : {}
  if (isLoopback(hostname) || !usesProxy()) return { ...TIMEOUTS, httpsAgent: ca }
  return async () => {
    const { ProxyAgent } = await import('./proxy-agent.js')
    const agent = new ProxyAgent({ ...CONNECTIONS, ...ca })
    return { ...TIMEOUTS, httpAgent: agent, httpsAgent: agent }
  }
}

/** Instead of the certificates that Node brings, as in boto3 and Terraform. */
function certificates(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new MdwError({
      code: 'CA_BUNDLE_UNREADABLE',
      message: `The file that AWS_CA_BUNDLE names cannot be read: ${path}`,
      why: messageOf(error),
      actions: ['Set it to a file of PEM certificates, or unset it.'],
      exitCode: ExitCode.usage,
      cause: error,
    })
  }
}
