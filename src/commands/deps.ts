import { installDbtPackages } from '../lib/toolchain/dbt-packages/install.js'
import { venvPython } from '../lib/toolchain/python/installed.js'
import { step } from '../lib/ui/steps.js'
import { WarehouseCommand } from '../lib/ui/warehouse-command.js'

export default class Deps extends WarehouseCommand {
  static override summary =
    'Install the dbt packages that packages.yml names; what is there is kept until the new is complete.'
  static override examples = ['<%= config.bin %> deps']

  async run(): Promise<Record<string, unknown>> {
    const { flags } = await this.parse(Deps)
    const { project } = this.open(flags)
    const result = await step(this.reporter, 'dbt packages', progress =>
      installDbtPackages({
        dbtFolder: project.dbtFolder,
        python: venvPython(project.paths.venv),
        progress,
        signal: this.signal,
      }),
    )
    return { ...result }
  }
}
