import { ExitCode } from '../../lib/exit-codes.js'
import { logFile } from '../../lib/toolchain/lakehouse/launch.js'
import { type Found, findLakehouse } from '../../lib/toolchain/lakehouse/locator.js'
import { LocalCommand } from '../../lib/ui/local-command.js'

export default class LocalStatus extends LocalCommand {
  static override summary = 'Say whether the local lakehouse runs, and where.'
  static override description = 'Ends with exit code 4 when it does not run.'
  static override examples = ['<%= config.bin %> local status']

  async run(): Promise<Found & { log: string }> {
    const { flags } = await this.parse(LocalStatus)
    const { project } = this.openLocal(flags)
    const found = await findLakehouse(project.paths.lakehouse)
    const log = logFile(project.paths.lakehouse)
    if (found.health === 'stopped') {
      this.exitWith(ExitCode.notReady)
      await this.print('stopped\n')
      return { health: 'stopped', log }
    }
    const { endpoint, pid, version, startedAt } = found.locator!
    await this.print(
      `${found.health} at ${endpoint}\nprocess ${pid}, version ${version}, since ${startedAt}\nlog ${log}\n`,
    )
    if (found.health === 'unresponsive') this.exitWith(ExitCode.notReady)
    return { ...found, log }
  }
}
