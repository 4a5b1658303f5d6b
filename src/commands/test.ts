import { Flags } from '@oclif/core'
import type { BuildResult } from '../lib/build/build.js'
import { renderBuild } from '../lib/build/render.js'
import { BuildCommand, selectionOf } from '../lib/ui/build-command.js'

export default class Test extends BuildCommand {
  static override summary = 'Run the dbt tests of all models, one layer, or a selection.'
  static override examples = [
    '<%= config.bin %> test',
    '<%= config.bin %> test --layer cur',
    '<%= config.bin %> test --select stg_sales',
  ]
  static override flags = {
    ...BuildCommand.selectionFlags,
    'fail-fast': Flags.boolean({ summary: 'Stop at the first failure.' }),
    retry: Flags.boolean({
      summary: 'Run the tests of the last `mdw test` that failed or were skipped.',
      exclusive: ['layer', 'select', 'exclude'],
    }),
  }

  async run(): Promise<BuildResult> {
    const { flags } = await this.parse(Test)
    const result = await this.runBuild('Testing', flags, {
      command: 'test',
      selection: selectionOf(flags),
      failFast: flags['fail-fast'],
      vars: flags.vars,
      threads: flags.threads,
    })
    await this.print(renderBuild(result))
    return result
  }
}
