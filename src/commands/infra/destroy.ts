import { Flags } from '@oclif/core'
import { type Destroyed, destroyInfra } from '../../lib/infra/destroy.js'
import { renderApplied, renderPlan } from '../../lib/infra/render.js'
import { changeFlags } from '../../lib/ui/change-flags.js'
import { InfraCommand } from '../../lib/ui/infra-command.js'

export default class InfraDestroy extends InfraCommand {
  static override summary = 'Destroy what Terraform made in an environment on AWS.'
  static override description =
    'Refuses while the bucket holds objects or the databases hold Iceberg tables, unless told twice: --yes and --delete-data. A protected environment wants --confirm as well. The bucket of Terraform’s state is kept.'
  static override examples = [
    '<%= config.bin %> infra destroy --env dev',
    '<%= config.bin %> infra destroy --env dev --yes --delete-data',
  ]
  static override flags = {
    'delete-data': Flags.boolean({ summary: 'Delete all objects, their old versions and all tables, for good.' }),
    yes: changeFlags.yes,
    confirm: changeFlags.confirm,
  }

  async run(): Promise<Destroyed & { environment: string }> {
    const { flags } = await this.parse(InfraDestroy)
    this.answerWith(flags)
    const infra = await this.openInfra(flags, { create: false })
    const told = { yes: flags.yes, deleteData: flags['delete-data'] }
    const destroyed = await destroyInfra(infra, told, plan => this.print(renderPlan(plan)))
    await this.print(renderApplied(destroyed))
    return { environment: infra.environment.name, ...destroyed }
  }
}
