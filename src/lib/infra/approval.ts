import { MdwError } from '../errors.js'
import type { Plan } from '../toolchain/terraform/plan.js'
import type { TerraformFolder } from '../toolchain/terraform/run.js'
import { confirmChange } from '../ui/change-flags.js'
import type { Infra } from './infra.js'

/**
 * Asks whether the plan is to be applied. A protected environment wants its name typed, and so does a plan that loses
 * data: --yes in a script is not meant for that. A refused plan stays on disk.
 */
export async function approve({ reporter, environment, caller, workspace }: Infra, plan: Plan): Promise<void> {
  const { name, region } = environment
  const consequences = [...consequencesOf(plan), `Environment ${name}: account ${caller.account}, ${region}.`]
  const losesData = plan.changes.some(change => change.losesData)
  const guarded = { name, protected: environment.protected || losesData }
  try {
    await confirmChange(reporter, guarded, consequences, `Apply to ${name}?`)
  } catch (error) {
    if (!(error instanceof MdwError) || error.code !== 'NOT_CONFIRMED') throw error
    const own = losesData && error.actions.length > 0 ? [`Add --confirm ${name}: the plan loses data.`] : error.actions
    throw refused(
      error,
      [...own, `The plan is saved; to see all of it: \`${showCommand(workspace.folder, plan)}\``],
      plan,
    )
  }
}

function showCommand({ root, data }: TerraformFolder, { file }: Plan): string {
  return `TF_DATA_DIR=${data} terraform -chdir=${root} show ${file}`
}

function refused(error: MdwError, actions: string[], { file }: Plan): MdwError {
  const { code, message, why, exitCode, data } = error
  return new MdwError({ code, message, why, actions, exitCode, cause: error, data: { ...data, plan: file } })
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
