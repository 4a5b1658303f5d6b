import { Flags } from '@oclif/core'
import { ExitCode } from '../../lib/exit-codes.js'
import { planInfra } from '../../lib/infra/infra.js'
import { renderPlan } from '../../lib/infra/render.js'
import type { Plan } from '../../lib/toolchain/terraform/plan.js'
import { InfraCommand } from '../../lib/ui/infra-command.js'

export default class InfraDrift extends InfraCommand {
  static override summary = 'Show where AWS differs from the configuration, without locking the state.'
  static override description =
    'A difference is what an apply would change back, in AWS or in the configuration. Attributes that AWS only spells in another way are none.'
  static override examples = ['<%= config.bin %> infra drift --env prod --detailed']
  static override flags = { detailed: Flags.boolean({ summary: 'Exit with 3 when there is a difference.' }) }

  async run(): Promise<Plan & { environment: string }> {
    const { flags } = await this.parse(InfraDrift)
    const infra = await this.openInfra(flags, { create: false })
    const plan = await planInfra(infra, { unlocked: true })
    await this.print(renderPlan(plan))
    if (flags.detailed && plan.differs) this.exitWith(ExitCode.differences)
    return { environment: infra.environment.name, ...plan }
  }
}
