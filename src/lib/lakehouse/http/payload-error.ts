export type PayloadErrorCode =
  | 'BadDigest'
  | 'IncompleteBody'
  | 'InvalidChunkSizeError'
  | 'InvalidRequest'
  | 'MalformedTrailerError'
  | 'RequestTimeout'
  | 'SignatureDoesNotMatch'
  | 'XAmzContentSHA256Mismatch'

/** A payload that is not what its headers, signature or checksums say. The codes are S3's. */
export class PayloadError extends Error {
  constructor(
    readonly code: PayloadErrorCode,
    message: string,
  ) {
    super(message)
    this.name = 'PayloadError'
  }

  get status(): number {
    return this.code === 'SignatureDoesNotMatch' ? 403 : 400
  }
}
