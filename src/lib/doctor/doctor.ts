import type { STSClient } from '@aws-sdk/client-sts'
import { MdwError } from '../errors.js'
import type { Environment } from '../project/environment.js'
import type { NamedEnvironment, Project } from '../project/project.js'
import { checkAll, type Finding } from '../requirements/check.js'
import { detectIn } from '../requirements/detect.js'
import type { Tool } from '../requirements/table.js'
import { faultOf } from '../toolchain/python/stamp.js'
import type { Progress, Reporter } from '../ui/reporter.js'
import { step } from '../ui/steps.js'
import { type Caller, verifyCaller } from '../warehouse/caller.js'
import { awsClients, destroyClients } from '../warehouse/clients.js'
import { awsEnvironment, runningLocal } from '../warehouse/connection.js'
import { type Answers, watchAnswers } from './answers.js'
import { type CheckResult, failed, type Judgement, notChecked, ok, warning } from './check.js'
import { athenaChecks } from './checks/athena.js'
import { bucketChecks } from './checks/bucket.js'
import { glueChecks } from './checks/glue.js'
import { quotaChecks } from './checks/quotas.js'
import { judgeClock, serviceChecks } from './checks/service.js'
import { examine } from './examine.js'
import { runChecks } from './run-checks.js'

export interface DoctorReport {
  environment: string
  /** Nothing that the environment needs is missing. */
  ready: boolean
  requirements: Finding[]
  /** What is wrong with the Python environment; null when nothing is. */
  pythonEnvironment: string | null
  /** Of the environment itself: identity, bucket, workgroup, and so on. */
  checks: CheckResult[]
}

const CHECKS = [...bucketChecks, ...athenaChecks, ...glueChecks, ...quotaChecks, ...serviceChecks]

/** Looks at the machine and the environment. Nothing is started; one small object is written and deleted. */
export async function diagnose(
  project: Project,
  named: NamedEnvironment,
  reporter: Reporter,
  signal?: AbortSignal,
): Promise<DoctorReport> {
  const requirements = await step(reporter, 'Looking for tools', () =>
    checkAll(named.config.kind, detectIn(project.paths.venv)),
  )
  const pythonEnvironment = faultOf(project.paths.venv) ?? null
  const checks = await checkEnvironment(project, named, reporter, signal)
  const lacking = requirements.some(
    ({ tool, verdict }) => isNeeded(tool, named) && (verdict === 'missing' || verdict === 'below minimum'),
  )
  return {
    environment: named.name,
    ready: !lacking && pythonEnvironment === null && checks.every(({ outcome }) => outcome !== 'failed'),
    requirements,
    pythonEnvironment,
    checks,
  }
}

/** The AWS CLI only signs in, and Terraform only makes environments that say so. */
function isNeeded(tool: Tool, { config }: NamedEnvironment): boolean {
  if (tool === 'terraform') return config.kind === 'aws' && config.terraform !== undefined
  return tool !== 'aws-cli'
}

async function checkEnvironment(
  project: Project,
  named: NamedEnvironment,
  reporter: Reporter,
  signal?: AbortSignal,
): Promise<CheckResult[]> {
  const { name, config } = named
  const environment = config.kind === 'local' ? await runningLocal(project, name, config) : awsEnvironment(name, config)
  if (environment === undefined) {
    const judgement = notChecked('it is not running; commands that need it start it')
    return [{ id: 'lakehouse', title: 'Local lakehouse', ...judgement, seconds: 0 }]
  }
  return step(reporter, `Checking ${name}`, progress => checkAt(project, environment, progress, signal))
}

/** Every check of an environment that can be asked, its identity first. */
export async function checkAt(
  project: Project,
  environment: Environment,
  progress: Progress,
  signal?: AbortSignal,
): Promise<CheckResult[]> {
  const clients = awsClients(environment)
  const answers = watchAnswers(clients, environment.bucket)
  try {
    progress.update('Identity')
    const { caller, checked } = await identify(environment, clients.sts, signal)
    if (caller === undefined) return [checked, ...withoutIdentity(answers)]
    const examined = examine(project, environment, clients, caller, answers)
    return [checked, ...(await runChecks(CHECKS, examined, progress, { signal }))]
  } finally {
    // A call that is still under way would keep the process.
    destroyClients(clients)
  }
}

/** Every answer would be the same refusal, but for the time: a clock that is wrong may be why. */
function withoutIdentity(answers: Answers): CheckResult[] {
  return CHECKS.map(({ id, title }) => {
    const judgement = id === 'clock' ? judgeClock(answers) : notChecked('needs an identity')
    return { id, title, ...judgement, seconds: 0 }
  })
}

async function identify(
  environment: Environment,
  sts: STSClient,
  signal?: AbortSignal,
): Promise<{ caller?: Caller; checked: CheckResult }> {
  const began = performance.now()
  const check = (judgement: Judgement): CheckResult => {
    return { id: 'identity', title: 'Identity', ...judgement, seconds: (performance.now() - began) / 1000 }
  }
  try {
    const caller = await verifyCaller(environment, sts, signal)
    return { caller, checked: check(judgeCaller(environment, caller)) }
  } catch (error) {
    if (!(error instanceof MdwError) || error.code === 'INTERRUPTED') throw error
    return { checked: check(failed([error.message, error.why].filter(Boolean).join(' '), ...error.actions)) }
  }
}

function judgeCaller({ name, kind, accountId }: Environment, { arn, account }: Caller): Judgement {
  if (accountId !== undefined || kind === 'local') return ok(arn)
  return warning(
    `${arn}, and any other account would do`,
    `Write account_id: "${account}" under environments.${name} in mdw.yml: then no other account is changed by mistake.`,
  )
}
