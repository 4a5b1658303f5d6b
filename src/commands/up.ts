import { Flags } from '@oclif/core'
import { changeFlags } from '../lib/ui/change-flags.js'
import { WarehouseCommand } from '../lib/ui/warehouse-command.js'
import { renderSummary } from '../lib/up/summary.js'
import { type UpResult, up } from '../lib/up/up.js'

export default class Up extends WarehouseCommand {
  static override summary = 'Bring up the whole warehouse: tools, lakehouse, tables, data, models, tests.'
  static override description =
    'Safe to repeat: a step whose work is done already is skipped. Without raw files of your own it makes a sample. On AWS, Terraform makes the infrastructure first where mdw.yml has `terraform:`, after showing its plan and asking.'
  static override examples = [
    '<%= config.bin %> up',
    '<%= config.bin %> up --rebuild',
    '<%= config.bin %> up --rows 1000000',
    '<%= config.bin %> up --env dev --dry-run',
    '<%= config.bin %> up --env dev',
    '<%= config.bin %> up --env prod --confirm prod',
  ]
  static override flags = {
    yes: changeFlags.yes,
    confirm: changeFlags.confirm,
    'dry-run': Flags.boolean({ summary: 'Show the plan and what would follow, and change nothing.' }),
    rebuild: Flags.boolean({ summary: 'Build every model, also when nothing changed.' }),
    rows: Flags.integer({
      summary: 'Sales in the sample, where there are no raw files yet. On AWS there is a sample only with this.',
      min: 1,
    }),
  }

  async run(): Promise<UpResult> {
    const { flags } = await this.parse(Up)
    this.answerWith(flags)
    const { project, named } = this.open(flags)
    this.announce(named)
    const { rebuild, rows: sampleRows, 'dry-run': dryRun } = flags
    const result = await up({ project, named, rebuild, sampleRows, dryRun, signal: this.signal }, this.reporter)
    await this.print(dryRun ? '\nDry run: nothing was changed.\n' : `\n${renderSummary(result)}`)
    return result
  }
}
