import { describe, expect, it } from 'vitest'
import { awsFailure, isDenied, isThrottling } from '../../../src/lib/warehouse/aws-error.js'

/** An error as the SDK's clients throw it. */
function answer(name: string, httpStatusCode: number, attempts = 1): Error {
  return Object.assign(new Error('why'), { name, $metadata: { httpStatusCode, attempts } })
}

describe('what AWS refused', () => {
  it('is throttling under many names', () => {
    for (const [name, status] of [
      ['ThrottlingException', 400],
      ['TooManyRequestsException', 400],
      ['SlowDown', 503],
      ['RequestLimitExceeded', 503],
      ['503', 503],
      ['Unknown', 429],
    ] as const) {
      expect({ name, throttling: isThrottling(answer(name, status)) }).toEqual({ name, throttling: true })
    }
    expect(isThrottling(answer('InternalServerException', 503))).toBe(false)
    expect(awsFailure(answer('SlowDown', 503, 10), 'list s3://b/')).toMatchObject({
      code: 'AWS_THROTTLED',
      message: 'mdw could not list s3://b/: AWS throttled the call 10 times.',
    })
  })

  it('is a permission, keys or a clock: each has its own advice', () => {
    for (const [name, status, advice] of [
      ['AccessDeniedException', 400, 'may do this'],
      ['403', 403, 'may do this'],
      ['ExpiredTokenException', 400, 'aws sso login'],
      ['SignatureDoesNotMatch', 403, 'aws sso login'],
      ['InvalidAccessKeyId', 403, 'aws sso login'],
      ['RequestTimeTooSkewed', 403, 'clock'],
    ] as const) {
      const error = answer(name, status)
      expect(awsFailure(error, 'do it')).toMatchObject({ actions: [expect.stringContaining(advice)] })
      expect({ name, denied: isDenied(error) }).toEqual({ name, denied: advice === 'may do this' })
    }
    // As batch operations list them.
    expect(isDenied(Object.assign(new Error('why'), { name: 'AccessDeniedException' }))).toBe(true)
  })
})
