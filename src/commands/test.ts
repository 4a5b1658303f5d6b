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
  static override flags = BuildCommand.selectionFlags

  async run(): Promise<BuildResult> {
    const { flags } = await this.parse(Test)
    const result = await this.runBuild('Testing', flags, {
      command: 'test',
      selection: selectionOf(flags),
      vars: flags.vars,
      threads: flags.threads,
    })
    await this.print(renderBuild(result))
    return result
  }
}
