import type { BuildRequest, BuildResult } from '../build/build.js'
import { planBuild } from '../build/plan/plan.js'
import { MdwError } from '../errors.js'
import { formatBytes } from '../ui/format.js'
import type { Progress } from '../ui/reporter.js'
import { approximateCost, formatDollars } from '../warehouse/athena-cost.js'
import type { Connection } from '../warehouse/connection.js'
import type { CostConfig } from './config.js'

/** Compares the plan's estimate with mdw.yml's budget before a build: warns, or throws OVER_BUDGET. */
export async function checkBudget(
  connection: Connection,
  request: BuildRequest,
  progress: Progress,
  signal?: AbortSignal,
): Promise<void> {
  const { budget } = connection.project.config.cost
  // An empty build reads nothing.
  if (budget === undefined || request.empty) return
  const plan = await planBuild(connection, request, progress, signal)
  const excess = excessOf(budget, plan)
  if (excess === undefined) return
  if (budget.action === 'warn' || request.overBudget) return progress.warn(`This build may go over budget: ${excess}.`)
  throw new MdwError({
    code: 'OVER_BUDGET',
    message: `This build may go over budget: ${excess}. Nothing was started.`,
    why: 'The estimate is the size of every table that is read. Columns and partitions that are left out are not scanned.',
    actions: [
      '`mdw plan` shows which tables it is.',
      'Build less (--changed, --select), or build it all the same: `mdw build --over-budget`',
    ],
    data: { scanned: plan.scanned, dollars: plan.dollars, budget },
  })
}

/** Says afterwards where the build did go over budget. */
export function warnOverspent({ project }: Connection, result: BuildResult, progress: Progress): void {
  const { budget, usd_per_tb: price } = project.config.cost
  const paid = result.nodes.flatMap(({ bytesScanned: bytes, materialized }) =>
    materialized === 'view' ? [] : (bytes ?? []),
  )
  const spent = { scanned: paid.reduce((sum, bytes) => sum + bytes, 0), dollars: approximateCost(paid, price) }
  const excess = budget === undefined ? undefined : excessOf(budget, spent)
  if (excess !== undefined) progress.warn(`This build went over budget: ${excess}.`)
}

/** What is above the budget, in words; undefined where nothing is. */
export function excessOf(
  budget: NonNullable<CostConfig['budget']>,
  estimate: { scanned: number; dollars: number },
): string | undefined {
  if (budget.bytes !== undefined && estimate.scanned > budget.bytes) {
    return `${formatBytes(estimate.scanned)} scanned, and the budget is ${formatBytes(budget.bytes)}`
  }
  if (budget.usd !== undefined && estimate.dollars > budget.usd) {
    return `${formatDollars(estimate.dollars)}, and the budget is $${budget.usd}`
  }
  return undefined
}
