import http from 'node:http'
import https from 'node:https'
import { Agent, type AgentConnectOpts } from 'agent-base'
import { HttpProxyAgent } from 'http-proxy-agent'
import { HttpsProxyAgent } from 'https-proxy-agent'
import { MdwError } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import { proxyFor } from '../project/network-proxy.js'

/** Sends each request through the proxy of its host, or straight to it. Loaded where a proxy is set, and only there. */
export class ProxyAgent extends Agent {
  readonly #direct: { secure: http.Agent; plain: http.Agent }
  readonly #proxied = new Map<string, http.Agent>()
  readonly #options: https.AgentOptions

  constructor(options: https.AgentOptions) {
    super(options)
    this.#options = options
    this.#direct = { secure: new https.Agent(options), plain: new http.Agent(options) }
  }

  override async connect(request: http.ClientRequest, { secureEndpoint, host, port }: AgentConnectOpts) {
    const bracketed = host?.includes(':') ? `[${host}]` : host
    const proxy = proxyFor(new URL(`${secureEndpoint ? 'https' : 'http'}://${bracketed}:${port}`))
    if (proxy === undefined) return secureEndpoint ? this.#direct.secure : this.#direct.plain
    request.once('proxyConnect', answer => {
      // Of plain HTTP the event has no status: what the proxy says is the response.
      if (secureEndpoint && answer.statusCode !== 200) request.destroy(refused(proxy, answer))
    })
    const key = `${secureEndpoint} ${proxy.href}`
    const agent =
      this.#proxied.get(key) ??
      (secureEndpoint ? new HttpsProxyAgent(proxy, this.#options) : new HttpProxyAgent(proxy, this.#options))
    this.#proxied.set(key, agent)
    return agent
  }

  override destroy(): void {
    for (const agent of [this.#direct.secure, this.#direct.plain, ...this.#proxied.values()]) agent.destroy()
    super.destroy()
  }
}

/** Without this the proxy's page would be taken for an answer of AWS, as a call by nobody that AWS knows. */
function refused({ host }: URL, { statusCode, statusText }: { statusCode: number; statusText: string }): MdwError {
  return new MdwError({
    code: 'PROXY_REFUSED',
    message: `The proxy ${host} answered ${statusCode} ${statusText}.`,
    actions: [
      statusCode === 407
        ? 'Put the user into the variable: HTTPS_PROXY=http://user:password@host:port'
        : 'Ask who runs the proxy to allow this host, or name it in NO_PROXY.',
    ],
    exitCode: ExitCode.notReady,
  })
}
