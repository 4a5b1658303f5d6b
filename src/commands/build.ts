import { Flags } from '@oclif/core'
import type { BuildRequest, BuildResult } from '../lib/build/build.js'
import { parsePercent } from '../lib/build/hollow.js'
import { renderBuild } from '../lib/build/render.js'
import { lintForBuild, lintWarnings, requireLint } from '../lib/layers/lint-for-build.js'
import { BuildCommand, selectionOf } from '../lib/ui/build-command.js'
import { step } from '../lib/ui/steps.js'
import type { Connection } from '../lib/warehouse/connection.js'

export default class Build extends BuildCommand {
  static override summary = 'Build and test models with dbt: all of them, one layer, or a selection.'
  static override examples = [
    '<%= config.bin %> build',
    '<%= config.bin %> build --layer std --layer cur',
    '<%= config.bin %> build --select fct_daily_sales --upstream',
    '<%= config.bin %> build --layer cur --full-refresh',
    '<%= config.bin %> build --changed --fail-fast',
    '<%= config.bin %> build --retry',
    '<%= config.bin %> build --since main',
    '<%= config.bin %> build --sample 1%',
  ]
  static override flags = {
    ...BuildCommand.selectionFlags,
    'full-refresh': Flags.boolean({ summary: 'Build incremental models and seeds from nothing.' }),
    changed: Flags.boolean({
      summary: 'Only what differs from what is built in the environment, and what depends on it.',
      description: 'Compares models, seeds, snapshots, macros and configuration, not data.',
    }),
    since: Flags.string({ summary: 'Only what differs from this git branch, tag or commit, and what depends on it.' }),
    'fail-fast': Flags.boolean({ summary: 'Stop at the first failure.' }),
    retry: Flags.boolean({
      summary: 'Run the last build again from where it failed: what failed and what was skipped.',
      exclusive: ['layer', 'select', 'exclude', 'changed', 'since', 'empty', 'sample'],
    }),
    strict: Flags.boolean({ summary: 'Lint first, and build nothing when a model breaks a rule.' }),
    empty: Flags.boolean({
      summary: 'Build every table without rows: to see whether all SQL is valid, for next to nothing.',
    }),
    'over-budget': Flags.boolean({ summary: 'Build also where the estimate is above mdw.yml’s budget.' }),
    sample: Flags.string({
      summary: 'Read only this share of the rows of each source: 1%.',
      description: 'TABLESAMPLE BERNOULLI: models get fewer rows, but Athena scans, and charges for, the whole source.',
      exclusive: ['empty'],
    }),
  }

  async run(): Promise<BuildResult> {
    const { flags } = await this.parse(Build)
    const { changed, since, sample } = flags
    const lintFirst = (connection: Connection) =>
      step(this.reporter, 'Lint', progress => requireLint(connection, progress, this.signal))
    const request: BuildRequest = {
      command: 'build',
      selection: { ...selectionOf(flags), changed: changed || since !== undefined },
      fullRefresh: flags['full-refresh'],
      failFast: flags['fail-fast'],
      empty: flags.empty,
      overBudget: flags['over-budget'],
      ...(since === undefined ? {} : { since }),
      ...(sample === undefined ? {} : { sample: parsePercent(sample) }),
      vars: flags.vars,
      threads: flags.threads,
    }
    const result = await this.runBuild('Building', flags, request, flags.strict ? lintFirst : undefined)
    if (!flags.strict) this.#warnOfLint(flags)
    await this.print(renderBuild(result))
    return result
  }

  #warnOfLint(flags: { env?: string }): void {
    const { project, named } = this.open(flags)
    for (const text of lintWarnings(lintForBuild(project, named.config.prefix))) {
      this.reporter.emit({ type: 'message', level: 'warning', text })
    }
  }
}
