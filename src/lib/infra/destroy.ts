import type { Applied } from '../toolchain/terraform/apply.js'
import { applyPlan } from '../toolchain/terraform/apply.js'
import type { Plan } from '../toolchain/terraform/plan.js'
import { confirmChange } from '../ui/change-flags.js'
import { step } from '../ui/steps.js'
import { consequencesOf } from './approval.js'
import { deleteHoldings, describeHoldings, findHoldings, holdsData, refuseDataLoss } from './holdings.js'
import { type Infra, planInfra } from './infra.js'

export interface Destroyed extends Applied {
  /** Objects and their versions that were deleted before. */
  objects: number
  icebergTables: number
}

/**
 * Destroys what Terraform made. With data in it, only when told twice; the data is then deleted first, because neither
 * a bucket with objects can be deleted, nor should Terraform's state be what decides about them.
 */
export async function destroyInfra(
  infra: Infra,
  told: { yes: boolean; deleteData: boolean },
  show: (plan: Plan) => Promise<void>,
): Promise<Destroyed> {
  const { environment, reporter, workspace, signal, caller } = infra
  const holdings = await step(reporter, 'Data in the environment', async progress => {
    const found = await findHoldings(infra)
    progress.result(`${found.objects.length} objects and versions, ${found.icebergTables.length} Iceberg tables`)
    return found
  })
  refuseDataLoss(holdings, told)
  const plan = await planInfra(infra, { destroy: true })
  if (!plan.differs) return { changes: [], seconds: 0, objects: 0, icebergTables: 0 }
  await show(plan)
  await confirmChange(
    reporter,
    environment,
    [
      ...consequencesOf(plan),
      ...describeHoldings(holdings),
      `Environment ${environment.name}: account ${caller.account}, ${environment.region}.`,
    ],
    `Destroy ${environment.name}?`,
  )
  if (holdsData(holdings)) {
    await step(reporter, 'Delete the data', progress => deleteHoldings(infra, holdings, progress))
  }
  const applied = await step(reporter, 'Destroy', progress => applyPlan(workspace.folder, plan, progress, signal))
  return { ...applied, objects: holdings.objects.length, icebergTables: holdings.icebergTables.length }
}
