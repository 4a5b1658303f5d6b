import { Args } from '@oclif/core'
import { findRun, type RunDetails } from '../../lib/build/runs/list-runs.js'
import { renderRun } from '../../lib/build/runs/render.js'
import { openProject } from '../../lib/project/project.js'
import { MdwCommand } from '../../lib/ui/command.js'

export default class RunsShow extends MdwCommand {
  static override summary = 'Show one run: each model with status, rows, bytes and seconds, and what failed.'
  static override examples = ['<%= config.bin %> runs show last', '<%= config.bin %> runs show 5aff482c']
  static override args = {
    run: Args.string({ description: 'Id of the run, or its beginning, or last.', default: 'last' }),
  }

  async run(): Promise<RunDetails> {
    const { args } = await this.parse(RunsShow)
    const run = findRun(openProject().paths.runs, args.run)
    await this.print(renderRun(run))
    return run
  }
}
