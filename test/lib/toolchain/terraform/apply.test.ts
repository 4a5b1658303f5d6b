import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { MdwError } from '../../../../src/lib/errors.js'
import { ExitCode } from '../../../../src/lib/exit-codes.js'
import { applyPlan } from '../../../../src/lib/toolchain/terraform/apply.js'
import { initTerraform } from '../../../../src/lib/toolchain/terraform/init.js'
import { readOutputs } from '../../../../src/lib/toolchain/terraform/outputs.js'
import { makePlan } from '../../../../src/lib/toolchain/terraform/plan.js'
import { recordingProgress } from '../../../support/progress.js'
import { planRequest, terraformFolder } from '../../../support/terraform.js'

const TWO = `
variable "input" { default = "one" }
resource "terraform_data" "first" { input = var.input }
resource "terraform_data" "second" { triggers_replace = var.input }
output "name" { value = terraform_data.first.output }
output "secret" {
  value     = "s"
  sensitive = true
}
`

const failure = (work: Promise<unknown>) =>
  work.then(
    () => expect.fail('nothing was thrown'),
    (error: MdwError) => error,
  )

describe('plan and apply with Terraform itself', () => {
  it('plans, applies with progress, reads outputs, and finds nothing more to do', async () => {
    const folder = await terraformFolder(TWO)
    const plan = await makePlan(planRequest(folder))
    expect(plan).toMatchObject({ counts: { add: 2, change: 0, remove: 0 }, differs: true })
    const { progress, updates } = recordingProgress()
    const applied = await applyPlan(folder, plan, progress)
    expect(applied.changes.map(({ address, action }) => `${address} ${action}`).sort()).toEqual([
      'terraform_data.first create',
      'terraform_data.second create',
    ])
    expect(updates).toContain('terraform_data.first: done')
    expect(await readOutputs(folder)).toMatchObject({
      name: { value: 'one', sensitive: false },
      secret: { value: 's', sensitive: true },
    })
    expect(await makePlan(planRequest(folder))).toMatchObject({ changes: [], differs: false })
  })

  it('counts a replacement as one change of the plan', async () => {
    const folder = await terraformFolder(TWO)
    await applyPlan(folder, await makePlan(planRequest(folder)), recordingProgress().progress)
    const variables = join(folder.root, '..', 'variables.tfvars.json')
    writeFileSync(variables, JSON.stringify({ input: 'two' }))
    const plan = await makePlan(planRequest(folder, { variableFiles: [variables] }))
    expect(plan.changes.map(({ address, action, reason }) => ({ address, action, reason }))).toEqual([
      { address: 'terraform_data.first', action: 'update', reason: undefined },
      { address: 'terraform_data.second', action: 'replace', reason: 'cannot_update' },
    ])
    expect(plan.counts).toEqual({ add: 1, change: 1, remove: 1 })
  })

  it('refuses a plan whose state was changed meanwhile', async () => {
    const folder = await terraformFolder(TWO)
    const { progress } = recordingProgress()
    const plan = await makePlan(planRequest(folder))
    await applyPlan(folder, plan, progress)
    const error = await failure(applyPlan(folder, plan, progress))
    expect(error).toMatchObject({ code: 'TERRAFORM_PLAN_STALE', exitCode: ExitCode.failed })
  })

  it('says after an error midway what is made', async () => {
    const folder = await terraformFolder(`${TWO}
resource "terraform_data" "broken" {
  depends_on = [terraform_data.first]
  provisioner "local-exec" { command = "exit 3" }
}`)
    const plan = await makePlan(planRequest(folder))
    const error = await failure(applyPlan(folder, plan, recordingProgress().progress))
    expect(error).toMatchObject({ code: 'TERRAFORM_FAILED', exitCode: ExitCode.partlyDone })
    expect(error.message).toContain('terraform_data.broken')
    expect(error.why).toMatch(/2 of 3 changes are made:\n {2}terraform_data\.\w+ \(create\)/)
  })

  it('stops cleanly at Ctrl-C, keeps the state, and says what exists', async () => {
    // The provisioner ends by nothing but the interrupt, which Terraform passes on.
    const folder = await terraformFolder(`
resource "terraform_data" "first" {}
resource "terraform_data" "slow" {
  depends_on = [terraform_data.first]
  provisioner "local-exec" { command = "until [ -e go ]; do sleep 0.05; done" }
}
resource "terraform_data" "never" { depends_on = [terraform_data.slow] }`)
    const plan = await makePlan(planRequest(folder))
    const stop = new AbortController()
    const { progress, updates } = recordingProgress()
    const interruptWhenSlow = {
      ...progress,
      update(text: string) {
        updates.push(text)
        if (text === 'terraform_data.slow: create') stop.abort()
      },
    }
    const error = await failure(applyPlan(folder, plan, interruptWhenSlow, stop.signal))
    expect(error).toMatchObject({ code: 'INTERRUPTED', exitCode: ExitCode.interrupted })
    expect(error.why).toContain('terraform_data.first (create)')
    expect(error.why).toContain('Begun and not finished:\n  terraform_data.slow (create)')
    expect(error.why).not.toContain('never')
    const state = readFileSync(join(folder.root, 'terraform.tfstate'), 'utf8')
    expect(state).toContain('"first"')
    expect(existsSync(join(folder.root, '.terraform.tfstate.lock.info'))).toBe(false)
  })

  it('says who holds the state lock', async () => {
    const folder = await terraformFolder(`
resource "terraform_data" "slow" {
  provisioner "local-exec" { command = "until [ -e go ]; do sleep 0.05; done" }
}`)
    const plan = await makePlan(planRequest(folder))
    let second: Promise<MdwError> | undefined
    const { progress } = recordingProgress()
    const applying = applyPlan(folder, plan, {
      ...progress,
      update() {
        second ??= failure(makePlan(planRequest(folder, { file: join(folder.root, 'second.tfplan') }))).finally(() =>
          writeFileSync(join(folder.root, 'go'), ''),
        )
      },
    })
    await applying
    const error = await second!
    expect(error.code).toBe('TERRAFORM_STATE_LOCKED')
    expect(error.message).toMatch(/^The state is locked by \S+@\S+ since \d{4}-\d\d-\d\dT[\d:]+Z \(lock [\da-f-]+\)\.$/)
  })

  it('says that Terraform itself finds no credentials', async () => {
    const folder = await terraformFolder(TWO)
    writeFileSync(join(folder.root, 'backend.tf'), 'terraform {\n  backend "s3" {}\n}\n')
    const nowhere = { HOME: folder.root, AWS_EC2_METADATA_DISABLED: 'true' }
    const backend = { bucket: 'shop-tfstate', key: 'state', region: 'eu-west-1', use_lockfile: 'true' }
    const error = await failure(initTerraform({ ...folder, env: { ...folder.env, ...nowhere } }, backend))
    expect(error).toMatchObject({ code: 'AWS_CREDENTIALS', exitCode: ExitCode.notReady })
  })

  it('says that Terraform is missing', async () => {
    const folder = await terraformFolder(TWO)
    const error = await failure(makePlan(planRequest({ ...folder, env: { PATH: folder.root } })))
    expect(error).toMatchObject({ code: 'TERRAFORM_MISSING', exitCode: ExitCode.notReady })
  })
})
