import type { Readable } from 'node:stream'

/** The payload is larger than the operation takes. */
export class BodyTooLargeError extends Error {
  constructor(readonly limit: number) {
    super(`The request body is larger than ${limit} bytes`)
  }
}

/**
 * Collects a whole payload in memory; fails with BodyTooLargeError as soon as it passes `limit` bytes. The stream is
 * never destroyed, since behind it is the connection on which the answer goes out.
 */
export async function readBody(body: Readable, limit: number): Promise<Buffer> {
  return await new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const settle = (finish: () => void) => {
      body.off('data', onData).off('end', onEnd).off('error', onError).off('close', onClose)
      finish()
    }
    const onData = (chunk: Buffer) => {
      size += chunk.length
      chunks.push(chunk)
      if (size <= limit) return
      body.pause()
      settle(() => reject(new BodyTooLargeError(limit)))
    }
    const onEnd = () => settle(() => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size)))
    const onError = (error: Error) => settle(() => reject(error))
    const onClose = () => settle(() => reject(new Error('The request ended before its body did')))
    body.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose)
  })
}
