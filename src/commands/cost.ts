import { Flags } from '@oclif/core'
import { type Cost, costOf } from '../lib/cost/cost.js'
import { renderCost } from '../lib/cost/render.js'
import { step } from '../lib/ui/steps.js'
import { WarehouseCommand } from '../lib/ui/warehouse-command.js'

export default class CostCommand extends WarehouseCommand {
  static override summary = 'Show what queries scanned, by day, model and run, and about what that costs on AWS.'
  static override description =
    'From the query history of the environment’s workgroup, which Athena keeps for 45 days. On the local lakehouse: what the same queries would have cost.'
  static override examples = ['<%= config.bin %> cost', '<%= config.bin %> cost --env dev --days 30 --json']
  static override flags = {
    days: Flags.integer({ summary: 'How far back to look.', default: 7, min: 1, max: 45 }),
    limit: Flags.integer({ summary: 'Most models and runs to list.', default: 20, min: 1 }),
  }

  async run(): Promise<Cost> {
    const { flags } = await this.parse(CostCommand)
    const connection = await this.connect(flags)
    const cost = await step(this.reporter, 'Reading the query history', progress =>
      costOf(connection, flags.days, progress),
    )
    await this.print(renderCost(cost, flags.limit))
    return cost
  }
}
