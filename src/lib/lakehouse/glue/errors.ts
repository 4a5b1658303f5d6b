import { CatalogError } from '../catalog/model.js'
import { AwsJsonError } from '../http/aws-json.js'
import { IcebergError } from '../iceberg/iceberg-error.js'

/** Glue's exceptions, by the names of its API model. https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-exceptions.html */
export type GlueException =
  | 'EntityNotFoundException'
  | 'AlreadyExistsException'
  | 'InvalidInputException'
  | 'InvalidStateException'
  | 'VersionMismatchException'
  | 'ConcurrentModificationException'
  | 'ResourceNumberLimitExceededException'
  | 'OperationTimeoutException'
  | 'ValidationException'
  | 'SerializationException'

export const glueError = (type: GlueException, message: string): AwsJsonError => new AwsJsonError(type, message)
export const invalidInput = (message: string): AwsJsonError => glueError('InvalidInputException', message)
export const notFound = (message: string): AwsJsonError => glueError('EntityNotFoundException', message)

/** For a member of a request whose meaning is not implemented: refused, never ignored. */
export function refuseMember(input: Record<string, unknown>, ...members: string[]): void {
  for (const member of members) {
    if (input[member] === undefined) continue
    const name = member.charAt(0).toUpperCase() + member.slice(1)
    throw invalidInput(`${name} is not supported by the embedded lakehouse.`)
  }
}

const icebergExceptions: Record<string, GlueException> = {
  AlreadyExistsException: 'AlreadyExistsException',
  NoSuchNamespaceException: 'EntityNotFoundException',
  NoSuchTableException: 'EntityNotFoundException',
  CommitFailedException: 'ConcurrentModificationException',
}

export function catalogFailure(error: unknown): AwsJsonError | undefined {
  if (error instanceof CatalogError) return glueError(`${error.code}Exception`, error.message)
  if (!(error instanceof IcebergError) || error.status >= 500) return undefined
  return glueError(icebergExceptions[error.type] ?? 'InvalidInputException', error.message)
}

/** What the batch operations report of one failed member; other errors are thrown on. */
export function errorDetail(error: unknown): { errorCode: string; errorMessage: string } {
  const known = error instanceof AwsJsonError ? error : catalogFailure(error)
  if (!known) throw error
  return { errorCode: known.type, errorMessage: known.message }
}
