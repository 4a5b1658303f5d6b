import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { MdwError } from '../../../src/lib/errors.js'
import { approve } from '../../../src/lib/infra/approval.js'
import type { Infra } from '../../../src/lib/infra/infra.js'
import { applyPlan } from '../../../src/lib/toolchain/terraform/apply.js'
import { makePlan, type Plan } from '../../../src/lib/toolchain/terraform/plan.js'
import { type Answers, answer } from '../../../src/lib/ui/questions.js'
import { SilentReporter } from '../../../src/lib/ui/silent-reporter.js'
import { awsEnvironmentLike } from '../../support/environment.js'
import { recordingProgress } from '../../support/progress.js'
import { planRequest, terraformFolder } from '../../support/terraform.js'

const failure = (work: Promise<unknown>) =>
  work.then(
    () => expect.fail('nothing was thrown'),
    (error: MdwError) => error,
  )

function infra(answers: Answers, settings: { protected?: boolean } = {}): Infra {
  const { signal } = new AbortController()
  return {
    environment: awsEnvironmentLike(settings),
    caller: { account: '123456789012', arn: 'arn:aws:iam::123456789012:user/ann' },
    reporter: new SilentReporter(question => answer(question, answers, signal)),
    workspace: { folder: { root: '/shop/terraform', data: '/shop/.mdw/data', env: {} } },
  } as unknown as Infra
}

const plan = (changes: Plan['changes']): Plan => ({
  ...{ file: '/shop/plan.tfplan', digest: '', changes, differs: true, warnings: [] },
  counts: { add: 0, change: 0, remove: changes.length },
})

const BUCKET = { address: 'aws_s3_bucket.warehouse', resourceType: 'aws_s3_bucket', action: 'delete' as const }
const ROLE = { address: 'aws_iam_role.reader', resourceType: 'aws_iam_role', action: 'delete' as const }

describe('approval of a plan', () => {
  it('takes --yes for a plan that loses nothing', async () => {
    await approve(infra({ yes: true }), plan([{ ...ROLE, losesData: false }]))
  })

  it('wants the name for a plan that loses data, on any environment', async () => {
    const loses = plan([{ ...BUCKET, losesData: true }])
    const error = await failure(approve(infra({ yes: true }), loses))
    expect(error).toMatchObject({ code: 'NOT_CONFIRMED', exitCode: 6, data: { plan: '/shop/plan.tfplan' } })
    expect(error.why).toContain('DATA IS LOST: aws_s3_bucket.warehouse is destroyed.')
    expect(error.actions[0]).toBe('Add --confirm dev: the plan loses data.')
    expect(error.actions[1]).toContain('terraform -chdir=/shop/terraform show /shop/plan.tfplan')
    await approve(infra({ yes: false, confirm: 'dev' }), loses)
  })

  it('is of the plan that was shown: another one in its place is not applied', async () => {
    const folder = await terraformFolder('resource "terraform_data" "first" {}\n')
    const shown = await makePlan(planRequest(folder))
    writeFileSync(
      join(folder.root, 'main.tf'),
      'resource "terraform_data" "first" {}\nresource "terraform_data" "other" {}\n',
    )
    await makePlan(planRequest(folder))
    const error = await failure(applyPlan(folder, shown, recordingProgress().progress))
    expect(error).toMatchObject({ code: 'TERRAFORM_PLAN_STALE', message: expect.stringContaining('not the one') })
  })
})
