import { Flags } from '@oclif/core'
import { followLog } from '../../lib/toolchain/lakehouse/follow-log.js'
import { logFile, logTail } from '../../lib/toolchain/lakehouse/launch.js'
import { LocalCommand } from '../../lib/ui/local-command.js'

export default class LocalLogs extends LocalCommand {
  static override summary = 'Show the local lakehouse’s log.'
  static override examples = ['<%= config.bin %> local logs --lines 200', '<%= config.bin %> local logs --follow']
  static override flags = {
    lines: Flags.integer({ char: 'n', summary: 'How many of the last lines.', default: 50, min: 0 }),
    follow: Flags.boolean({ char: 'f', summary: 'Go on as lines are written, until Ctrl-C.' }),
  }

  async run(): Promise<{ file: string; lines: string[] }> {
    const { flags } = await this.parse(LocalLogs)
    const { project } = this.openLocal(flags)
    const folder = project.paths.lakehouse
    const tail = logTail(folder, flags.lines)
    await this.print(tail === '' ? '' : `${tail}\n`)
    if (flags.follow && !this.jsonEnabled()) {
      await followLog(folder, text => void process.stdout.write(text), this.signal)
    }
    return { file: logFile(folder), lines: tail === '' ? [] : tail.split('\n') }
  }
}
