import { Args, Flags } from '@oclif/core'
import { MdwError } from '../../../lib/errors.js'
import { ExitCode } from '../../../lib/exit-codes.js'
import { addFault, FAULTS, type Fault, faultName, renderFaults } from '../../../lib/toolchain/lakehouse/faults.js'
import { LocalCommand } from '../../../lib/ui/local-command.js'
import { parseDuration } from '../../../lib/warehouse/parse-duration.js'

const KINDS = Object.entries(FAULTS).map(([name, what]) => `${name}: ${what}.`)

export default class LocalFaultAdd extends LocalCommand {
  static override summary = 'Make the local lakehouse fail on demand, to try what your code does about it.'
  static override description = `Kinds:\n${KINDS.join('\n')}`
  static override examples = [
    '<%= config.bin %> local fault add iceberg-commit-error --times 2 --match "insert into"',
    '<%= config.bin %> local fault add slow-query --delay 30s',
  ]
  static override args = { kind: Args.string({ required: true, description: 'What happens.' }) }
  static override flags = {
    times: Flags.integer({ char: 'n', summary: 'How often it happens. Without: until it is cleared.', min: 1 }),
    match: Flags.string({
      char: 'm',
      summary: 'Only for statements that contain this text; S3: for paths, Glue: for operations.',
    }),
    delay: Flags.string({ summary: 'slow-query: how much longer a query takes.', helpValue: '5s' }),
  }

  async run(): Promise<Fault> {
    const { args, flags } = await this.parse(LocalFaultAdd)
    const name = faultName(args.kind)
    if (name === undefined) throw unknownKind(args.kind)
    const { environment } = await this.running(flags)
    const fault = await addFault(environment, name, {
      ...(flags.times !== undefined && { times: flags.times }),
      ...(flags.match !== undefined && { match: flags.match }),
      ...(flags.delay !== undefined && { delayMillis: parseDuration(flags.delay, '--delay') * 1000 }),
    })
    await this.print(renderFaults([fault]))
    return fault
  }
}

function unknownKind(kind: string): MdwError {
  return new MdwError({
    code: 'USAGE',
    message: `There is no fault called "${kind}".`,
    why: `Known: ${Object.keys(FAULTS).join(', ')}.`,
    actions: ['mdw local fault add iceberg-commit-error --times 1'],
    exitCode: ExitCode.usage,
  })
}
