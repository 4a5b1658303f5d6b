import { isDeepStrictEqual } from 'node:util'
import { MdwError } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import { approve } from '../infra/approval.js'
import { type Infra, infraOutputs, planWith, prepareTerraform } from '../infra/infra.js'
import { renderPlan, textOf } from '../infra/render.js'
import { stateBucketExists } from '../infra/state-bucket.js'
import { openWorkspace } from '../infra/workspace.js'
import type { AwsEnvironmentConfig } from '../project/config.js'
import { type Environment, LAYERS, layerDatabase } from '../project/environment.js'
import { refuseMoved } from '../project/moved.js'
import { applyPlan } from '../toolchain/terraform/apply.js'
import type { Outputs } from '../toolchain/terraform/outputs.js'
import type { Progress } from '../ui/reporter.js'
import type { UpContext } from './context.js'

/** Whether Terraform makes the environment: `terraform:` in mdw.yml says so. */
export function usesTerraform({ named: { config } }: Pick<UpContext, 'named'>): boolean {
  return config.kind === 'aws' && config.terraform !== undefined
}

/** Plan, question, apply of exactly that plan; then what Terraform says it made is compared with mdw.yml. */
export async function makeInfrastructure(context: UpContext, progress: Progress): Promise<void> {
  if (!usesTerraform(context)) return progress.skip(notByTerraform(context))
  const infra = openInfrastructure(context)
  await prepareTerraform(infra, { create: true }, progress)
  const plan = await planWith(infra, {}, progress)
  context.infrastructure = { plan, applied: null }
  if (plan.differs) {
    progress.info(renderPlan(plan).trimEnd())
    await approve(infra, plan)
    context.approved = true
    const applied = await applyPlan(infra.workspace.folder, plan, progress, infra.signal)
    context.infrastructure = { plan, applied }
    progress.result(`${applied.changes.length} changes`)
  } else progress.skip('as the configuration says')
  checkOutputs(infra.environment, await infraOutputs(infra))
}

/** The plan alone. Before the state has a place there is nothing to plan against. */
export async function previewInfrastructure(context: UpContext, progress: Progress): Promise<void> {
  if (!usesTerraform(context)) return progress.skip(notByTerraform(context))
  const infra = openInfrastructure(context)
  const { state } = infra.workspace
  if (state !== undefined && !(await stateBucketExists(infra.clients.s3, state.bucket))) {
    return progress.skip(`would make ${state.bucket} for Terraform’s state, then plan and ask`)
  }
  await prepareTerraform(infra, { create: false }, progress)
  const plan = await planWith(infra, { unlocked: true }, progress)
  context.infrastructure = { plan, applied: null }
  if (!plan.differs) return progress.skip('as the configuration says')
  progress.info(renderPlan(plan).trimEnd())
  progress.skip('would ask, and apply this plan')
}

function openInfrastructure({ project, named, connection, caller, reporter, signal }: UpContext): Infra {
  refuseMoved(named)
  const { environment, clients } = connection!
  const workspace = openWorkspace(project, environment, named.config as AwsEnvironmentConfig)
  return { environment, clients, caller: caller!, workspace, reporter, signal }
}

function notByTerraform({ named }: UpContext): string {
  return `mdw.yml has no terraform: for ${named.name}, so something else makes it`
}

/** dbt's profile and every other command take their names from mdw.yml: other names would build somewhere else. */
export function checkOutputs(environment: Environment, outputs: Outputs): void {
  const wanted: Record<string, unknown> = {
    bucket: environment.bucket,
    workgroup: environment.workgroup,
    databases: Object.fromEntries(LAYERS.map(layer => [layer, layerDatabase(environment, layer)])),
  }
  const differing = Object.entries(wanted).filter(([name, value]) => {
    const made = outputs[name]?.value
    return made !== undefined && !agrees(made, value)
  })
  if (differing.length === 0) return
  throw new MdwError({
    code: 'OUTPUTS_DIFFER',
    message: `Terraform made other names for ${environment.name} than mdw.yml has.`,
    why: differing
      .map(([name, value]) => `${name}: Terraform says ${textOf(outputs[name]!.value)}, mdw.yml ${textOf(value)}.`)
      .join('\n'),
    actions: [
      `Write Terraform’s names under environments.${environment.name} in mdw.yml, or correct the root module.`,
      'Then run the command again: what exists is kept.',
    ],
    exitCode: ExitCode.usage,
    data: Object.fromEntries(differing.map(([name]) => [name, outputs[name]!.value])),
  })
}

/** A map may have more than the layers: the module makes a database for failed rows too. */
function agrees(made: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null || typeof made !== 'object' || made === null) return made === wanted
  const has = made as Record<string, unknown>
  return Object.entries(wanted).every(([key, value]) => isDeepStrictEqual(has[key], value))
}
