/** Why a request was not let in; each protocol has its own names for these (see refusal.ts). */
export type AuthFailure =
  | 'missing'
  | 'malformed'
  | 'unsupported'
  | 'unknown-key'
  | 'mismatch'
  | 'skewed'
  | 'expired'
  | 'unsigned-headers'
  | 'invalid-token'
  | 'expired-token'

export class AuthError extends Error {
  constructor(
    readonly failure: AuthFailure,
    message: string,
  ) {
    super(message)
    this.name = 'AuthError'
  }
}
