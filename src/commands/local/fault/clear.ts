import { Args } from '@oclif/core'
import { clearFaults, type Fault } from '../../../lib/toolchain/lakehouse/faults.js'
import { LocalCommand } from '../../../lib/ui/local-command.js'

export default class LocalFaultClear extends LocalCommand {
  static override summary = 'Take back one fault, or all of them.'
  static override examples = ['<%= config.bin %> local fault clear']
  static override args = { id: Args.string({ description: 'As `mdw local fault list` shows it. Without: all.' }) }

  async run(): Promise<{ removed: Fault[] }> {
    const { args, flags } = await this.parse(LocalFaultClear)
    const { environment } = await this.running(flags)
    const removed = await clearFaults(environment, args.id)
    await this.print(`${removed.length} removed\n`)
    return { removed }
  }
}
