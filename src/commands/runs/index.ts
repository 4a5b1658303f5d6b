import { Flags } from '@oclif/core'
import { listRuns, type RunSummary } from '../../lib/build/runs/list-runs.js'
import { renderRuns } from '../../lib/build/runs/render.js'
import { openProject } from '../../lib/project/project.js'
import { MdwCommand } from '../../lib/ui/command.js'

export default class Runs extends MdwCommand {
  static override summary = 'List the last builds and test runs: when, of which commit, how they ended, bytes scanned.'
  static override description = 'The newest first; the last hundred are kept, in .mdw/runs.'
  static override examples = ['<%= config.bin %> runs', '<%= config.bin %> runs --env local --limit 5 --json']
  static override flags = {
    env: Flags.string({ char: 'e', summary: 'Only runs on this environment.' }),
    limit: Flags.integer({ summary: 'Most runs to list.', default: 20, min: 1 }),
  }

  async run(): Promise<{ runs: RunSummary[] }> {
    const { flags } = await this.parse(Runs)
    const all = listRuns(openProject().paths.runs)
    const runs = all.filter(run => flags.env === undefined || run.environment === flags.env).slice(0, flags.limit)
    await this.print(renderRuns(runs))
    return { runs }
  }
}
