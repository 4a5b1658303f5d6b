import { MdwError, messageOf } from '../errors.js'
import { type Denial, deniedAction } from '../toolchain/terraform/permission.js'
import { awsErrorName, awsStatus, isDenied } from '../warehouse/aws-error.js'

/** AWS refused a call of a check. */
export class NotPermitted extends Error {
  override readonly name = 'NotPermitted'

  constructor(
    readonly denial: Denial,
    cause: unknown,
  ) {
    super(messageOf(cause), { cause })
  }
}

/** A call, with the action that a policy must allow for it: S3's refusals do not always name one. */
export async function permitted<T>(action: string, call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    const aws = error instanceof MdwError ? error.cause : error
    if (!isDenied(aws)) throw error
    const named = deniedAction(messageOf(aws))
    throw new NotPermitted(named?.lakeFormation || named?.resource ? named : { action, lakeFormation: false }, error)
  }
}

/** Operations that an AWS-compatible endpoint does not know. */
export function isUnknownOperation(error: unknown): boolean {
  const aws = error instanceof MdwError ? error.cause : error
  const name = awsErrorName(aws) ?? ''
  return /NotImplemented|UnknownOperation|MethodNotAllowed|UnsupportedOperation/.test(name) || awsStatus(aws) === 501
}
