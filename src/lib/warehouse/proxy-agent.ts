import http from 'node:http'
import https from 'node:https'
import { Agent, type AgentConnectOpts } from 'agent-base'
import { HttpProxyAgent } from 'http-proxy-agent'
import { HttpsProxyAgent } from 'https-proxy-agent'
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

  override async connect(_request: http.ClientRequest, { secureEndpoint, host, port }: AgentConnectOpts) {
    const bracketed = host?.includes(':') ? `[${host}]` : host
    const proxy = proxyFor(new URL(`${secureEndpoint ? 'https' : 'http'}://${bracketed}:${port}`))
    if (proxy === undefined) return secureEndpoint ? this.#direct.secure : this.#direct.plain
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
