import { MdwError } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import type { Environment } from '../project/environment.js'
import { refuseMoved } from '../project/moved.js'
import type { NamedEnvironment, Project } from '../project/project.js'
import { type Applied, applyPlan } from '../toolchain/terraform/apply.js'
import { initTerraform } from '../toolchain/terraform/init.js'
import { type Outputs, readOutputs } from '../toolchain/terraform/outputs.js'
import { makePlan, type Plan } from '../toolchain/terraform/plan.js'
import type { Progress, Reporter } from '../ui/reporter.js'
import { step } from '../ui/steps.js'
import type { Caller } from '../warehouse/caller.js'
import type { AwsClients } from '../warehouse/clients.js'
import { connectAws } from '../warehouse/connection.js'
import { approve, describeCounts } from './approval.js'
import { ensureStateBucket, requireStateBucket } from './state-bucket.js'
import { openWorkspace, type Workspace } from './workspace.js'

/** An environment on AWS whose caller is known, with Terraform initialized for it. */
export interface Infra {
  environment: Environment
  clients: AwsClients
  caller: Caller
  workspace: Workspace
  reporter: Reporter
  signal: AbortSignal
}

/**
 * Checks credentials and account through STS before Terraform is started: a dead endpoint would hang it for minutes.
 * `create` makes the state's bucket, after asking, where it does not exist.
 */
export async function openInfra(
  project: Project,
  named: NamedEnvironment,
  { create }: { create: boolean },
  reporter: Reporter,
  signal: AbortSignal,
): Promise<Infra> {
  if (named.config.kind !== 'aws') throw notAws(named.name)
  refuseMoved(named)
  const { config } = named
  const { environment, clients, caller } = await step(reporter, 'AWS identity', async progress => {
    const connected = await connectAws(named.name, config, signal)
    const { arn, account } = connected.caller
    progress.result(`${arn}, account ${account}, ${config.region}`)
    return connected
  })
  const infra = {
    environment,
    clients,
    caller,
    workspace: openWorkspace(project, environment, config),
    reporter,
    signal,
  }
  await step(reporter, 'Terraform state', async progress => {
    await prepareTerraform(infra, { create }, progress)
    const { state } = infra.workspace
    if (state !== undefined) progress.result(`s3://${state.bucket}/${state.key}`)
  })
  return infra
}

/** Finds the place of Terraform's state, makes it where that is allowed, and initializes Terraform. */
export async function prepareTerraform(
  { environment, clients, workspace, reporter, signal }: Infra,
  { create }: { create: boolean },
  progress: Progress,
): Promise<void> {
  const { state, folder, backend } = workspace
  if (state !== undefined && create) {
    await ensureStateBucket(clients.s3, environment, state.bucket, reporter, progress)
  } else if (state !== undefined) await requireStateBucket(clients.s3, environment, state.bucket)
  await initTerraform(folder, backend, progress, signal)
}

export interface PlanSettings {
  destroy?: boolean
  /** A look alone (drift) does not lock the state. */
  unlocked?: boolean
}

/** What Terraform would change. */
export function planInfra(infra: Infra, settings: PlanSettings = {}): Promise<Plan> {
  return step(infra.reporter, 'Plan', progress => planWith(infra, settings, progress))
}

/** `planInfra` as a part of a longer step. */
export async function planWith(infra: Infra, settings: PlanSettings, progress: Progress): Promise<Plan> {
  const { folder, planFile: file, variableFiles } = infra.workspace
  const plan = await makePlan({ folder, file, variableFiles, ...settings }, progress, infra.signal)
  for (const { summary, detail } of plan.warnings) progress.warn(`${summary}: ${detail.split('\n')[0]}`)
  progress.result(plan.differs ? describeCounts(plan) : 'nothing to change')
  return plan
}

/** Asks, unless nothing changes, and applies exactly the plan that was shown. */
export async function applyInfra(infra: Infra, plan: Plan): Promise<Applied> {
  if (!plan.differs) return { changes: [], seconds: 0 }
  await approve(infra, plan)
  return step(infra.reporter, 'Apply', async progress => {
    const applied = await applyPlan(infra.workspace.folder, plan, progress, infra.signal)
    progress.result(`${applied.changes.length} changes`)
    return applied
  })
}

export function infraOutputs(infra: Infra): Promise<Outputs> {
  return readOutputs(infra.workspace.folder, infra.signal)
}

function notAws(name: string): MdwError {
  return new MdwError({
    code: 'ENVIRONMENT_NOT_AWS',
    message: `Environment ${name} is local: it has no infrastructure to manage.`,
    why: '`mdw up` makes everything there.',
    actions: ['Name an environment of kind aws with --env, or add one to mdw.yml (docs/aws.md).'],
    exitCode: ExitCode.usage,
  })
}
