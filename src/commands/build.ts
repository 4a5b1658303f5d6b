import { Flags } from '@oclif/core'
import type { BuildResult } from '../lib/build/build.js'
import { renderBuild } from '../lib/build/render.js'
import { BuildCommand, selectionOf } from '../lib/ui/build-command.js'

export default class Build extends BuildCommand {
  static override summary = 'Build and test models with dbt: all of them, one layer, or a selection.'
  static override examples = [
    '<%= config.bin %> build',
    '<%= config.bin %> build --layer std --layer cur',
    '<%= config.bin %> build --select fct_sales --upstream',
    '<%= config.bin %> build --layer cur --full-refresh',
  ]
  static override flags = {
    ...BuildCommand.selectionFlags,
    'full-refresh': Flags.boolean({ summary: 'Build incremental models and seeds from nothing.' }),
  }

  async run(): Promise<BuildResult> {
    const { flags } = await this.parse(Build)
    const result = await this.runBuild('Building', flags, {
      command: 'build',
      selection: selectionOf(flags),
      fullRefresh: flags['full-refresh'],
      vars: flags.vars,
      threads: flags.threads,
    })
    await this.print(renderBuild(result))
    return result
  }
}
