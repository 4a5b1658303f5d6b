import { MdwError } from '../errors.js'
import type { Plan } from '../toolchain/terraform/plan.js'
import type { TerraformFolder } from '../toolchain/terraform/run.js'
import { confirmChange } from '../ui/change-flags.js'
import type { Infra } from './infra.js'

/** Asks whether the plan is to be applied. A protected environment wants its name typed. A refused plan stays on disk. */
export async function approve({ reporter, environment, caller, workspace }: Infra, plan: Plan): Promise<void> {
  const { name, region } = environment
  const consequences = [...consequencesOf(plan), `Environment ${name}: account ${caller.account}, ${region}.`]
  try {
    await confirmChange(reporter, environment, consequences, `Apply to ${name}?`)
  } catch (error) {
    throw error instanceof MdwError && error.code === 'NOT_CONFIRMED' ? refused(error, workspace.folder, plan) : error
  }
}

function refused(error: MdwError, { root, data }: TerraformFolder, { file }: Plan): MdwError {
  const { code, message, why, actions, exitCode } = error
  const show = `TF_DATA_DIR=${data} terraform -chdir=${root} show ${file}`
  return new MdwError({
    ...{ code, message, why, exitCode, cause: error },
    actions: [...actions, `The plan is saved; to see every attribute: \`${show}\``],
    data: { ...error.data, plan: file },
  })
}

export function describeCounts({ counts: { add, change, remove } }: Pick<Plan, 'counts'>): string {
  return `${add} to create, ${change} to change, ${remove} to destroy`
}

/** The counts, and each change that loses data by its name. */
export function consequencesOf(plan: Plan): string[] {
  return [
    `${describeCounts(plan)}.`,
    ...plan.changes
      .filter(({ losesData }) => losesData)
      .map(({ address, action }) => `DATA IS LOST: ${address} is ${action === 'replace' ? 'replaced' : 'destroyed'}.`),
  ]
}
