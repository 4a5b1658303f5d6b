import { chmodSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { MdwError } from '../../../../src/lib/errors.js'
import { ExitCode } from '../../../../src/lib/exit-codes.js'
import { applyPlan } from '../../../../src/lib/toolchain/terraform/apply.js'
import { makePlan } from '../../../../src/lib/toolchain/terraform/plan.js'
import { recordingProgress } from '../../../support/progress.js'
import { temporaryFolder } from '../../../support/temporary-folder.js'
import { planRequest } from '../../../support/terraform.js'

/**
 * Streams of `terraform apply -json` of this repository's module, by provider 6.47.1 and Terraform 1.11.4. The services
 * behind it were moto's, with error answers in AWS's form put in (their words were not recorded from AWS); left out are
 * planned changes, reads and snippets.
 */
const STREAMS = fileURLToPath(new URL('streams', import.meta.url))

/** In place of Terraform: makes some plan, and applies it as recorded. */
const terraform = (stream: string) => `#!/bin/sh
case "$2" in
plan)
  for argument; do case $argument in -out=*) echo plan > "\${argument#-out=}" ;; esac; done
  echo '{"type":"change_summary","changes":{"add":24,"change":0,"remove":0,"operation":"plan"}}'
  exit 2
  ;;
apply)
  cat '${join(STREAMS, `${stream}.jsonl`)}'
  exit 1
  ;;
esac
`

async function applied(stream: string): Promise<MdwError> {
  const root = temporaryFolder()
  const command = join(root, 'terraform')
  writeFileSync(command, terraform(stream))
  chmodSync(command, 0o755)
  const env = { PATH: `${root}${delimiter}${process.env.PATH}` }
  const folder = { root, data: join(root, 'data'), env }
  const plan = await makePlan(planRequest(folder, { file: join(root, 'plan.tfplan') }))
  return applyPlan(folder, plan, recordingProgress().progress).then(
    () => expect.fail('nothing was thrown'),
    (error: MdwError) => error,
  )
}

describe('recorded streams of applies that fail', () => {
  it('a token that expires midway: what is made, and that it goes on', async () => {
    const error = await applied('expired-token')
    expect(error).toMatchObject({ code: 'AWS_CREDENTIALS_EXPIRED', exitCode: ExitCode.notReady })
    expect(error.why).toContain('module.warehouse.aws_s3_bucket.warehouse (create)')
    expect(error.why).toContain('Begun and not finished:')
    expect(error.actions[0]).toContain('continues')
  })

  it('missing permissions: each action, and its resource', async () => {
    const error = await applied('access-denied')
    expect(error.code).toBe('AWS_PERMISSION_MISSING')
    expect(error.message).toBe('Your AWS identity may not do 4 of the things that this takes.')
    expect(error.why!.split('\n').slice(0, 4)).toEqual([
      'athena:CreateWorkGroup on module.warehouse.aws_athena_workgroup.reader',
      'athena:CreateWorkGroup on module.warehouse.aws_athena_workgroup.warehouse',
      'glue:CreateDatabase on arn:aws:glue:us-east-1:123456789012:catalog',
      'iam:CreateRole on arn:aws:iam::123456789012:role/grocery-dev-reader',
    ])
  })

  it('a permission that S3 does not name', async () => {
    const error = await applied('access-denied-s3')
    expect(error.message).toBe(
      'Your AWS identity may not do s3:CreateBucket on module.warehouse.aws_s3_bucket.warehouse.',
    )
  })

  it('Lake Formation', async () => {
    const error = await applied('lake-formation')
    expect(error.message).toBe('Your AWS identity may not do Lake Formation Create Database on Catalog.')
  })

  it.each(['quota', 'quota-glue'])('a quota: %s', async stream => {
    const error = await applied(stream)
    expect(error.code).toBe('AWS_QUOTA_EXCEEDED')
    expect(error.message).toMatch(/^A quota of the account is used up: module\.warehouse\.aws_\S+ was not made\.$/)
  })

  it('a bucket’s name that another account has', async () => {
    const error = await applied('bucket-name-taken')
    expect(error.code).toBe('AWS_BUCKET_NAME_TAKEN')
    expect(error.actions[0]).toContain('another bucket')
  })

  it('what exists, and is not in the state', async () => {
    const error = await applied('already-exists')
    expect(error.code).toBe('AWS_ALREADY_EXISTS')
    expect(error.data).toMatchObject({
      resources: [
        'module.warehouse.aws_iam_role.reader',
        'module.warehouse.aws_iam_role.transformer',
        'module.warehouse.aws_s3_bucket.warehouse',
      ],
    })
  })
})
