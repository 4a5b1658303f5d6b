import { Flags } from '@oclif/core'
import { ExitCode } from '../lib/exit-codes.js'
import { changeFlags, confirmChange } from '../lib/ui/change-flags.js'
import { plural } from '../lib/ui/format.js'
import { WarehouseCommand } from '../lib/ui/warehouse-command.js'
import { parseDepth } from '../lib/watch/depth.js'
import { renderRound, renderTables } from '../lib/watch/render.js'
import type { WatchListener } from '../lib/watch/round.js'
import { type WatchResult, watch } from '../lib/watch/watch.js'

export default class Watch extends WarehouseCommand {
  static override summary =
    'Build on every save: the changed model and what depends on it, with lint, tests and the rows that changed.'
  static override description =
    'Runs until Ctrl-C. dbt stays loaded, so that a small model is built and tested about a second after its save. ' +
    'What failed is built again with the next save. With --json the document comes at the end, with the last 100 rounds.'
  static override examples = [
    '<%= config.bin %> watch',
    '<%= config.bin %> watch --depth all',
    '<%= config.bin %> watch --select cur --no-test',
    '<%= config.bin %> watch --once --json',
  ]
  static override flags = {
    depth: Flags.string({
      default: '1',
      summary: 'How far down what depends on a changed model is built too: a number of steps, or all.',
      description: '0 is the changed model alone. What is left out is named.',
    }),
    select: Flags.string({ char: 's', multiple: true, summary: 'Build only these nodes, in dbt’s selection syntax.' }),
    test: Flags.boolean({ default: true, allowNo: true, summary: 'Run the tests of what is built.' }),
    lint: Flags.boolean({ default: true, allowNo: true, summary: 'Lint the changed models.' }),
    diff: Flags.boolean({ default: true, allowNo: true, summary: 'Compare the rows with the table as it was.' }),
    once: Flags.boolean({ summary: 'End after the first round; exit code 1 if it failed.' }),
    confirm: changeFlags.confirm,
  }

  async run(): Promise<WatchResult> {
    const { flags } = await this.parse(Watch)
    const { depth, select = [], test, lint, diff, once } = flags
    const request = { depth: parseDepth(depth), select, test, lint, diff, once }
    this.answerWith({ yes: false, confirm: flags.confirm })
    const connection = await this.connect(flags)
    const { environment } = connection
    if (environment.protected) {
      const consequence = `Every save replaces tables in ${environment.name}, which is protected.`
      await confirmChange(this.reporter, environment, [consequence], 'Watch it?')
    }
    const listener: WatchListener = {
      ready: async models => {
        const what = models === null ? 'the project' : plural(models, 'model')
        const text = `Watching ${what} in ${environment.name}. Ctrl-C ends it.`
        this.reporter.emit({ type: 'message', level: 'info', text })
      },
      result: round => this.print(renderRound(round)),
      compared: round => this.print(renderTables(round)),
    }
    const result = await watch(connection, request, listener, this.reporter, this.signal)
    const last = result.rounds.at(-1)
    if (once && last !== undefined && last.outcome !== 'succeeded') this.exitWith(ExitCode.failed)
    return result
  }
}
