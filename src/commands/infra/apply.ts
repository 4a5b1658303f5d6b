import { applyInfra, infraOutputs, planInfra } from '../../lib/infra/infra.js'
import { renderApplied, renderPlan } from '../../lib/infra/render.js'
import type { Applied } from '../../lib/toolchain/terraform/apply.js'
import type { Outputs } from '../../lib/toolchain/terraform/outputs.js'
import { changeFlags } from '../../lib/ui/change-flags.js'
import { InfraCommand } from '../../lib/ui/infra-command.js'

export default class InfraApply extends InfraCommand {
  static override summary = 'Plan, ask, and apply exactly that plan in an environment on AWS.'
  static override description =
    'Ctrl-C lets Terraform end what it has begun and says what exists. If the state was changed after the plan was made, nothing is applied.'
  static override examples = [
    '<%= config.bin %> infra apply --env dev',
    '<%= config.bin %> infra apply --env dev --yes',
    '<%= config.bin %> infra apply --env prod --confirm prod',
  ]
  static override flags = { yes: changeFlags.yes, confirm: changeFlags.confirm }

  async run(): Promise<Applied & { environment: string; outputs: Outputs }> {
    const { flags } = await this.parse(InfraApply)
    this.answerWith(flags)
    const infra = await this.openInfra(flags, { create: true })
    const plan = await planInfra(infra)
    await this.print(renderPlan(plan))
    const applied = await applyInfra(infra, plan)
    await this.print(renderApplied(applied))
    const outputs = withoutSecrets(await infraOutputs(infra))
    return { environment: infra.environment.name, ...applied, outputs }
  }
}

/** Logs of CI keep what a command prints. */
function withoutSecrets(outputs: Outputs): Outputs {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, output]) => [name, output.sensitive ? { ...output, value: null } : output]),
  )
}
