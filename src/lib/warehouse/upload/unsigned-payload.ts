import type { UploadPartCommand } from '@aws-sdk/client-s3'

/**
 * Leaves the SHA-256 of a part out of its signature (S3 API: "Authenticating Requests", `UNSIGNED-PAYLOAD`), as the AWS CLI
 * does by default: the part's CRC32 is in a signed header and is what S3 verifies. Another hash of the same bytes would cost
 * both sides as much time as the rest of the transfer.
 */
export function unsignedPayload(command: UploadPartCommand): UploadPartCommand {
  command.middlewareStack.add(
    next => args => {
      const { headers } = args.request as { headers: Record<string, string> }
      headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD'
      return next(args)
    },
    { name: 'unsigned-payload', step: 'build', priority: 'low' },
  )
  return command
}
