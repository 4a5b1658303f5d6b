/** Why the process cannot start, in words for its user. Exit codes: 2 wrong arguments, 4 something needed is not there. */
export class StartError extends Error {
  constructor(
    message: string,
    readonly exitCode: 2 | 4,
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.name = 'StartError'
  }
}
