import type { Plan } from '../toolchain/terraform/plan.js'
import { confirmChange } from '../ui/change-flags.js'
import type { Infra } from './infra.js'

/** Asks whether the plan is to be applied. A protected environment wants its name typed. */
export async function approve({ reporter, environment, caller }: Infra, plan: Plan): Promise<void> {
  const { name, region } = environment
  await confirmChange(
    reporter,
    environment,
    [...consequencesOf(plan), `Environment ${name}: account ${caller.account}, ${region}.`],
    `Apply to ${name}?`,
  )
}

/** The counts, and each change that loses data by its name. */
export function consequencesOf({ changes, counts: { add, change, remove } }: Plan): string[] {
  return [
    `${add} to create, ${change} to change, ${remove} to destroy.`,
    ...changes
      .filter(({ losesData }) => losesData)
      .map(({ address, action }) => `DATA IS LOST: ${address} is ${action === 'replace' ? 'replaced' : 'destroyed'}.`),
  ]
}
