import { Args } from '@oclif/core'
import { MdwError } from '../../lib/errors.js'
import { ExitCode } from '../../lib/exit-codes.js'
import { infraOutputs } from '../../lib/infra/infra.js'
import { renderOutputs, textOf } from '../../lib/infra/render.js'
import type { Outputs } from '../../lib/toolchain/terraform/outputs.js'
import { InfraCommand } from '../../lib/ui/infra-command.js'

export default class InfraOutput extends InfraCommand {
  static override summary = 'Print the outputs of the last apply: names, ARNs of roles, locations.'
  static override examples = [
    '<%= config.bin %> infra output --env dev',
    '<%= config.bin %> infra output reader_role_arn --env dev',
  ]
  static override args = { name: Args.string({ description: 'One output, printed as it is, a sensitive one too.' }) }

  async run(): Promise<{ environment: string; outputs: Outputs }> {
    const { args, flags } = await this.parse(InfraOutput)
    const infra = await this.openInfra(flags, { create: false })
    const outputs = await infraOutputs(infra)
    const environment = infra.environment.name
    if (args.name === undefined) {
      await this.print(renderOutputs(outputs))
      return { environment, outputs }
    }
    const found = outputs[args.name]
    if (found === undefined) throw unknownOutput(args.name, Object.keys(outputs))
    await this.print(`${textOf(found.value)}\n`)
    return { environment, outputs: { [args.name]: found } }
  }
}

function unknownOutput(name: string, known: string[]): MdwError {
  return new MdwError({
    code: 'UNKNOWN_OUTPUT',
    message: `There is no output ${name}.`,
    why: known.length === 0 ? 'Nothing was applied yet.' : `Outputs: ${known.join(', ')}.`,
    exitCode: ExitCode.usage,
  })
}
