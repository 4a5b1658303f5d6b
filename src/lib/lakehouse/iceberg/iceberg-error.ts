/** An error in the words of the REST specification's ErrorModel: `type` is the Java exception's simple name. */
export class IcebergError extends Error {
  constructor(
    readonly type: string,
    readonly status: number,
    message: string,
  ) {
    super(message)
  }
}

export function badRequest(message: string): IcebergError {
  return new IcebergError('BadRequestException', 400, message)
}

/** The optimistic check failed; nothing was changed. The SQL layer shows it as ICEBERG_COMMIT_ERROR. */
export function commitFailed(message: string): IcebergError {
  return new IcebergError('CommitFailedException', 409, message)
}

export function noSuchTable(database: string, name: string): IcebergError {
  return new IcebergError('NoSuchTableException', 404, `Table does not exist: ${database}.${name}`)
}

export function noSuchNamespace(database: string): IcebergError {
  return new IcebergError('NoSuchNamespaceException', 404, `Namespace does not exist: ${database}`)
}

export function alreadyExists(what: string): IcebergError {
  return new IcebergError('AlreadyExistsException', 409, `${what} already exists`)
}
