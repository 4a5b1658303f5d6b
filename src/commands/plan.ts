import { Flags } from '@oclif/core'
import { type BuildPlan, planBuild } from '../lib/build/plan/plan.js'
import { renderPlan } from '../lib/build/plan/render.js'
import { BuildCommand, selectionOf } from '../lib/ui/build-command.js'
import { step } from '../lib/ui/steps.js'

const { threads: _, ...selectionFlags } = BuildCommand.selectionFlags

export default class Plan extends BuildCommand {
  static override summary = 'Show what a build would do and why, and about what it scans and costs. Nothing is run.'
  static override description =
    'The estimate is an upper bound: the size of every table that a statement reads, through views. Columns and partitions that a statement leaves out are not scanned.'
  static override examples = [
    '<%= config.bin %> plan',
    '<%= config.bin %> plan --changed',
    '<%= config.bin %> plan --select std_sales --downstream --full-refresh',
  ]
  static override flags = {
    ...selectionFlags,
    'full-refresh': Flags.boolean({ summary: 'Plan incremental models and seeds from nothing.' }),
    changed: Flags.boolean({ summary: 'Only what differs from what is built, and what depends on it.' }),
    since: Flags.string({ summary: 'Only what differs from this git branch, tag or commit, and what depends on it.' }),
  }

  async run(): Promise<BuildPlan> {
    const { flags } = await this.parse(Plan)
    const connection = await this.connect(flags)
    const { changed, since, vars } = flags
    const request = {
      command: 'build' as const,
      selection: { ...selectionOf(flags), changed: changed || since !== undefined },
      fullRefresh: flags['full-refresh'],
      ...{ since, vars },
    }
    const plan = await step(this.reporter, 'Planning', progress =>
      planBuild(connection, request, progress, this.signal),
    )
    await this.print(renderPlan(plan))
    return plan
  }
}
