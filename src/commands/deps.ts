import { Flags } from '@oclif/core'
import { type InstallResult, installDbtPackages } from '../lib/toolchain/dbt-packages/install.js'
import { venvPython } from '../lib/toolchain/python/installed.js'
import { step } from '../lib/ui/steps.js'
import { WarehouseCommand } from '../lib/ui/warehouse-command.js'

export default class Deps extends WarehouseCommand {
  static override summary =
    'Install the dbt packages that packages.yml names; what is there is kept until the new is complete.'
  static override examples = ['<%= config.bin %> deps', '<%= config.bin %> deps --refresh']
  static override flags = { refresh: Flags.boolean({ summary: 'Ask the hub again where stand-ins are installed.' }) }

  async run(): Promise<InstallResult> {
    const { flags } = await this.parse(Deps)
    const { project } = this.open(flags)
    const result = await step(this.reporter, 'dbt packages', progress =>
      installDbtPackages({
        dbtFolder: project.dbtFolder,
        python: venvPython(project.paths.venv),
        refresh: flags.refresh,
        progress,
        signal: this.signal,
      }),
    )
    await this.print(result.packages.map(name => `${name}\n`).join(''))
    return result
  }
}
