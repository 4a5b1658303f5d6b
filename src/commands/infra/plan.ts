import { Flags } from '@oclif/core'
import { ExitCode } from '../../lib/exit-codes.js'
import { planInfra } from '../../lib/infra/infra.js'
import { renderPlan } from '../../lib/infra/render.js'
import type { Plan } from '../../lib/toolchain/terraform/plan.js'
import { changeFlags } from '../../lib/ui/change-flags.js'
import { InfraCommand } from '../../lib/ui/infra-command.js'

export default class InfraPlan extends InfraCommand {
  static override summary = 'Show what Terraform would create, change and destroy in an environment on AWS.'
  static override description =
    'Changes nothing but one thing: the bucket for Terraform’s state is made, after asking, where it does not exist. What would lose data is marked.'
  static override examples = [
    '<%= config.bin %> infra plan --env dev',
    '<%= config.bin %> infra plan --env dev --detailed',
  ]
  static override flags = {
    detailed: Flags.boolean({ summary: 'Exit with 3 when anything would change.' }),
    yes: changeFlags.yes,
    confirm: changeFlags.confirm,
  }

  async run(): Promise<Plan & { environment: string }> {
    const { flags } = await this.parse(InfraPlan)
    this.answerWith(flags)
    const infra = await this.openInfra(flags, { create: true })
    const plan = await planInfra(infra)
    await this.print(renderPlan(plan))
    if (flags.detailed && plan.differs) this.exitWith(ExitCode.differences)
    return { environment: infra.environment.name, ...plan }
  }
}
