import type { Answer } from './scenario.js'

interface Page {
  nextUri?: string
  columns?: { name: string; type: string }[]
  data?: unknown[][]
  updateCount?: number
  error?: { errorName: string; message: string }
}

/** Trino's client protocol: https://trino.io/docs/current/develop/client-protocol.html */
export class TrinoClient {
  constructor(
    private readonly url: string,
    private readonly catalog = 'awsdatacatalog',
  ) {}

  async ask(sql: string, schema = 'default'): Promise<Answer> {
    const headers = {
      'X-Trino-User': 'mdw',
      'X-Trino-Catalog': this.catalog,
      'X-Trino-Schema': schema,
      'X-Trino-Time-Zone': 'UTC',
      'X-Trino-Client-Capabilities': 'PARAMETRIC_DATETIME',
    }
    const read = async (response: Response) => (await response.json()) as Page
    let page = await read(await fetch(`${this.url}/v1/statement`, { method: 'POST', body: sql, headers }))
    let columns: Answer['columns']
    const rows: unknown[][] = []
    for (;;) {
      if (page.error) return { error: page.error.errorName, message: page.error.message }
      columns ??= page.columns?.map(({ name, type }) => ({ name, type }))
      rows.push(...(page.data ?? []))
      if (!page.nextUri) break
      page = await read(await fetch(page.nextUri, { headers }))
    }
    if (page.updateCount !== undefined) return { updateCount: page.updateCount }
    return columns ? { columns, rows } : {}
  }
}
