import { Flags } from '@oclif/core'
import { WarehouseCommand } from '../lib/ui/warehouse-command.js'
import { withOwnKeys } from '../lib/warehouse/connection.js'
import { ENGINES, renderEngine } from '../lib/warehouse/render-engine.js'
import { renderVariables, VARIABLE_FORMATS, type VariableFormat } from '../lib/warehouse/render-variables.js'
import { describeStatus, renderStatus, type Status } from '../lib/warehouse/status.js'

export default class StatusCommand extends WarehouseCommand {
  static override summary = 'Show an environment: its endpoints, layers and tables.'
  static override description =
    '`-o env` prints the variables that any AWS client needs to work with the environment, to be evaluated by a shell; ' +
    "`-o pyiceberg`, `trino`, `spark` and `duckdb` print those engines' configuration for its Iceberg tables."
  static override examples = [
    '<%= config.bin %> status',
    'eval "$(<%= config.bin %> status -o env)" && aws athena list-work-groups',
    '<%= config.bin %> status -o pyiceberg > ~/.pyiceberg.yaml',
    '<%= config.bin %> status --json',
  ]
  static override flags = {
    output: Flags.option({
      char: 'o',
      options: [...VARIABLE_FORMATS, ...ENGINES],
      summary: "Print the client variables, or an engine's configuration, instead.",
    })(),
  }

  async run(): Promise<Status | Record<string, unknown>> {
    const { flags } = await this.parse(StatusCommand)
    if (flags.output !== undefined) {
      const connection = await this.connect(flags)
      const engine = ENGINES.find(name => name === flags.output)
      const rendered = engine
        ? renderEngine(connection.environment, engine)
        : renderVariables(await withOwnKeys(connection), flags.output as VariableFormat)
      await this.print(rendered.text)
      return rendered.document
    }
    const { project, named } = this.open(flags)
    const status = await describeStatus(project, named)
    await this.print(renderStatus(status))
    return status
  }
}
