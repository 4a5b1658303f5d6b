import { existsSync } from 'node:fs'
import { Flags } from '@oclif/core'
import { docsFile, docsMissing, serveDocs } from '../../lib/toolchain/dbt/docs.js'
import { WarehouseCommand } from '../../lib/ui/warehouse-command.js'

export default class DocsServe extends WarehouseCommand {
  static override summary = 'Serve the documentation site on this machine until Ctrl-C.'
  static override examples = ['<%= config.bin %> docs serve', '<%= config.bin %> docs serve --port 8081']
  static override flags = {
    port: Flags.integer({ char: 'p', summary: 'Port on 127.0.0.1.', default: 8080, min: 1, max: 65535 }),
  }

  async run(): Promise<{ url: string }> {
    const { flags } = await this.parse(DocsServe)
    const { project } = this.open(flags)
    if (!existsSync(docsFile(project.dbtFolder))) throw docsMissing()
    const { url, closed } = await serveDocs(project.dbtFolder, flags.port, this.signal)
    await this.print(`${url}\n`)
    await closed
    return { url }
  }
}
