import { describe, expect, it } from 'vitest'
import { ExitCode } from '../../../../src/lib/exit-codes.js'
import { terraformFailure } from '../../../../src/lib/toolchain/terraform/failure.js'
import { parseStateLock } from '../../../../src/lib/toolchain/terraform/state-lock.js'

const FOLDER = { root: '/root', data: '/data', env: {} }

/** Messages as the AWS provider and the S3 backend print them. */
function meaningOf(detail: string, summary = 'creating resource', address?: string) {
  return terraformFailure(
    'apply',
    [{ severity: 'error', summary, detail, ...(address ? { address } : {}) }],
    '',
    FOLDER,
  )
}

describe('what Terraform’s errors mean', () => {
  it('names the action and the resource of a missing permission', () => {
    const error = meaningOf(
      'operation error Glue: CreateDatabase, https response error StatusCode: 400, RequestID: 1, AccessDeniedException: User: arn:aws:iam::123456789012:user/ann is not authorized to perform: glue:CreateDatabase on resource: arn:aws:glue:eu-west-1:123456789012:catalog because no identity-based policy allows the glue:CreateDatabase action',
    )
    expect(error).toMatchObject({ code: 'AWS_PERMISSION_MISSING' })
    expect(error.message).toBe(
      'Your AWS identity may not do glue:CreateDatabase on arn:aws:glue:eu-west-1:123456789012:catalog.',
    )
    expect(error.data).toMatchObject({ action: 'glue:CreateDatabase' })
  })

  it('takes the action from the operation where S3 names none', () => {
    const error = meaningOf(
      'operation error S3: CreateBucket, https response error StatusCode: 403, RequestID: 1, HostID: x, api error AccessDenied: Access Denied',
      'creating S3 Bucket (shop)',
      'aws_s3_bucket.warehouse',
    )
    expect(error.message).toBe('Your AWS identity may not do s3:CreateBucket on aws_s3_bucket.warehouse.')
  })

  it('names the action of a policy where it is not the operation’s name', () => {
    const error = meaningOf('operation error S3: HeadObject, https response error StatusCode: 403, api error Forbidden')
    expect(error.data).toMatchObject({ action: 's3:GetObject' })
  })

  it('knows Lake Formation', () => {
    const error = meaningOf(
      'AccessDeniedException: Insufficient Lake Formation permission(s): Required Create Database on Catalog',
    )
    expect(error.message).toBe('Your AWS identity may not do Lake Formation Create Database on Catalog.')
    expect(error.actions[0]).toContain('Lake Formation administrator')
  })

  it.each([
    ['ExpiredToken: The security token included in the request is expired', 'AWS_CREDENTIALS_EXPIRED'],
    ['Error: No valid credential sources found', 'AWS_CREDENTIALS'],
    ['api error InvalidClientTokenId: The security token included in the request is invalid.', 'AWS_CREDENTIALS'],
  ])('%s', (detail, code) => {
    expect(meaningOf(detail)).toMatchObject({ code, exitCode: ExitCode.notReady })
  })

  it.each([
    'api error TooManyBuckets: You have attempted to create more buckets than allowed',
    'ResourceNumberLimitExceededException: Number of databases exceeded',
    'LimitExceeded: Cannot exceed quota for RolesPerAccount: 1000',
  ])('%s', detail => {
    const error = meaningOf(detail, 'creating', 'aws_iam_role.reader')
    expect(error).toMatchObject({ code: 'AWS_QUOTA_EXCEEDED', data: { resource: 'aws_iam_role.reader' } })
  })

  it.each([
    ['api error BucketNotEmpty: The bucket you tried to delete is not empty', 'BUCKET_NOT_EMPTY'],
    ['exceeded maximum number of attempts, 25, api error ThrottlingException: Rate exceeded', 'AWS_THROTTLED'],
  ])('%s', (detail, code) => {
    expect(meaningOf(detail).code).toBe(code)
  })

  it('says what the provider says once, without the numbers of the request', () => {
    const summary =
      'creating Glue Catalog Database (dev_raw): operation error Glue: CreateDatabase, https response error StatusCode: 400, RequestID: 1, InvalidInputException: Name is wrong'
    const error = meaningOf('', summary, 'aws_glue_catalog_database.layer["raw"]')
    expect(error.message).toBe(
      'terraform apply: creating Glue Catalog Database (dev_raw): operation error Glue: CreateDatabase: InvalidInputException: Name is wrong (aws_glue_catalog_database.layer["raw"])',
    )
    expect(error.why).toContain('RequestID: 1')
  })

  it('knows a provider that can’t be got', () => {
    const error = meaningOf(
      'Could not retrieve the list of available versions for provider hashicorp/aws: could not connect to the registry',
      'Failed to query available provider packages',
    )
    expect(error).toMatchObject({ code: 'TERRAFORM_PROVIDER_UNAVAILABLE', exitCode: ExitCode.notReady })
  })

  it('keeps Terraform’s words for everything else, and what it printed without a diagnostic', () => {
    expect(meaningOf('Because.', 'Unsupported argument').message).toBe('terraform apply: Unsupported argument')
    expect(terraformFailure('apply', [], 'panic: oh', FOLDER).why).toContain('panic: oh')
  })

  it('reads the lock of the S3 backend', () => {
    const detail = `Error message: operation error S3: PutObject, https response error StatusCode: 412, api error PreconditionFailed
Lock Info:
  ID:        f4541e31-96cc-c3fd-c101-e14161716ea0
  Path:      shop-state/dev/terraform.tfstate
  Operation: OperationTypeApply
  Who:       ann@laptop
  Version:   1.11.4
  Created:   2026-11-25 07:51:43.90135682 +0000 UTC
  Info:      `
    expect(parseStateLock(detail)).toEqual({
      id: 'f4541e31-96cc-c3fd-c101-e14161716ea0',
      who: 'ann@laptop',
      operation: 'OperationTypeApply',
      since: '2026-11-25T07:51:43Z',
    })
    expect(meaningOf(detail, 'Error acquiring the state lock').code).toBe('TERRAFORM_STATE_LOCKED')
  })
})
