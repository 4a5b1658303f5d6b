/**
 * Decodes `Content-Encoding: aws-chunked`: sized chunks, each with a signature or not, and trailing headers that hold a
 * checksum of the whole. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html (…-trailers.html)
 */
import { createHash, type Hash } from 'node:crypto'
import { Transform, type TransformCallback } from 'node:stream'
import { CHECKSUM_ALGORITHMS, type Checksum, type ChecksumAlgorithm, createChecksum } from '../store/checksum.js'
import { hmac, isSameHex, type SigningContext } from './auth/sigv4.js'
import { PayloadError } from './payload-error.js'

const EMPTY_SHA256 = createHash('sha256').digest('hex')
const MAX_LINE_BYTES = 4096
const MAX_TRAILER_LINES = 16

export interface ChunkedOptions {
  /** Given when chunks (and the trailer) are signed. */
  signing?: SigningContext
  hasTrailer: boolean
  /** The names that `x-amz-trailer` announces. */
  trailerNames: string[]
  /** `x-amz-decoded-content-length`. */
  decodedLength?: number
}

type State = 'size' | 'data' | 'data-end' | 'trailer' | 'done'

export class AwsChunkedDecoder extends Transform {
  /** Filled when the payload has ended and its checksums are verified. */
  readonly trailers: Record<string, string> = {}
  readonly #options: ChunkedOptions
  readonly #checksums: Map<string, Checksum>
  #state: State = 'size'
  #line: Buffer = Buffer.alloc(0)
  #left = 0
  #decoded = 0
  #chunkSignature = ''
  #chunkHash: Hash | undefined
  #previousSignature: string
  #trailerLines: string[] = []

  constructor(options: ChunkedOptions) {
    super()
    this.#options = options
    this.#previousSignature = options.signing?.signature ?? ''
    this.#checksums = new Map(
      options.trailerNames.flatMap(name => {
        const algorithm = checksumOf(name)
        return algorithm ? [[name, createChecksum(algorithm)]] : []
      }),
    )
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    try {
      let rest: Buffer = chunk
      while (rest.length > 0) rest = this.#state === 'data' ? this.#takeData(rest) : this.#takeLine(rest)
      done()
    } catch (error) {
      done(error as Error)
    }
  }

  override _flush(done: TransformCallback): void {
    try {
      // Some clients leave the closing empty line out.
      if (this.#state === 'trailer') {
        if (this.#line.length > 0) this.#trailerLines.push(this.#line.toString('latin1').trim())
        this.#finish()
      }
      if (this.#state !== 'done') throw new PayloadError('IncompleteBody', 'The request body terminated unexpectedly')
      done()
    } catch (error) {
      done(error as Error)
    }
  }

  #takeData(bytes: Buffer): Buffer {
    const data = bytes.subarray(0, this.#left)
    this.#left -= data.length
    this.#decoded += data.length
    if (this.#options.decodedLength !== undefined && this.#decoded > this.#options.decodedLength) {
      throw new PayloadError('IncompleteBody', 'The body is longer than x-amz-decoded-content-length')
    }
    this.#chunkHash?.update(data)
    for (const checksum of this.#checksums.values()) checksum.update(data)
    this.push(data)
    if (this.#left === 0) {
      this.#verifyChunk()
      this.#state = 'data-end'
    }
    return bytes.subarray(data.length)
  }

  #takeLine(bytes: Buffer): Buffer {
    if (this.#state === 'done') throw new PayloadError('InvalidRequest', 'There are bytes after the last chunk')
    const newline = bytes.indexOf(10)
    const part = newline < 0 ? bytes : bytes.subarray(0, newline)
    this.#line = this.#line.length > 0 ? Buffer.concat([this.#line, part]) : part
    if (this.#line.length > MAX_LINE_BYTES) {
      throw new PayloadError('InvalidChunkSizeError', 'A chunk header or trailer is too long')
    }
    if (newline < 0) return bytes.subarray(bytes.length)
    const line = this.#line.toString('latin1').replace(/\r$/, '')
    this.#line = Buffer.alloc(0)
    if (this.#state === 'size') this.#startChunk(line)
    else if (this.#state === 'data-end') this.#endChunk(line)
    else this.#takeTrailerLine(line)
    return bytes.subarray(newline + 1)
  }

  #startChunk(line: string): void {
    const [size, ...extensions] = line.split(';')
    if (!/^[0-9a-fA-F]{1,12}$/.test(size!)) {
      throw new PayloadError('InvalidChunkSizeError', 'A chunk does not begin with its size in hex')
    }
    this.#left = Number.parseInt(size!, 16)
    const signature = extensions.find(part => part.startsWith('chunk-signature='))
    this.#chunkSignature = signature?.slice('chunk-signature='.length) ?? ''
    if (this.#options.signing) this.#chunkHash = createHash('sha256')
    if (this.#left > 0) {
      this.#state = 'data'
      return
    }
    this.#verifyChunk()
    this.#state = 'trailer'
  }

  #endChunk(line: string): void {
    if (line !== '') throw new PayloadError('InvalidChunkSizeError', 'A chunk is longer than its size says')
    this.#state = 'size'
  }

  #takeTrailerLine(line: string): void {
    if (line !== '') {
      this.#trailerLines.push(line)
      if (this.#trailerLines.length > MAX_TRAILER_LINES) {
        throw new PayloadError('MalformedTrailerError', 'There are too many trailing headers')
      }
      // The trailer's signature may be the last line before the closing empty one.
      return
    }
    this.#finish()
  }

  #finish(): void {
    const { decodedLength, hasTrailer, trailerNames, signing } = this.#options
    if (decodedLength !== undefined && this.#decoded !== decodedLength) {
      throw new PayloadError('IncompleteBody', 'The body is shorter than x-amz-decoded-content-length')
    }
    const sent = new Map<string, string>()
    for (const line of this.#trailerLines) {
      const [name, value] = line.split(/:(.*)/s)
      if (value === undefined) throw new PayloadError('MalformedTrailerError', 'A trailing header has no colon')
      sent.set(name!.trim().toLowerCase(), value.trim())
    }
    const signature = sent.get('x-amz-trailer-signature')
    sent.delete('x-amz-trailer-signature')
    if (!hasTrailer && sent.size > 0) {
      throw new PayloadError('MalformedTrailerError', 'There are trailing headers that were not announced')
    }
    if (signing && hasTrailer) this.#verifyTrailer(signing, sent, signature)
    for (const name of trailerNames) {
      const value = sent.get(name)
      if (value === undefined) throw new PayloadError('MalformedTrailerError', `The trailing header ${name} is missing`)
      const computed = this.#checksums.get(name)?.digest()
      if (computed !== undefined && computed !== value) {
        throw new PayloadError('BadDigest', `The ${name} you specified did not match the calculated checksum.`)
      }
      this.trailers[name] = value
    }
    this.#state = 'done'
  }

  #verifyChunk(): void {
    const signing = this.#options.signing
    if (!signing) return
    const parts = [this.#previousSignature, EMPTY_SHA256, this.#chunkHash!.digest('hex')]
    this.#verifySignature(signing, 'AWS4-HMAC-SHA256-PAYLOAD', parts, this.#chunkSignature)
  }

  #verifyTrailer(signing: SigningContext, sent: Map<string, string>, signature: string | undefined): void {
    const text = [...sent].map(([name, value]) => `${name}:${value}\n`).join('')
    const parts = [this.#previousSignature, createHash('sha256').update(text).digest('hex')]
    this.#verifySignature(signing, 'AWS4-HMAC-SHA256-TRAILER', parts, signature ?? '')
  }

  #verifySignature(signing: SigningContext, algorithm: string, parts: string[], signature: string): void {
    const text = [algorithm, signing.timestamp, signing.scope, ...parts].join('\n')
    const expected = hmac(signing.key, text).toString('hex')
    if (!isSameHex(expected, signature)) {
      throw new PayloadError('SignatureDoesNotMatch', 'The signature of a chunk does not match the one we calculated')
    }
    this.#previousSignature = expected
  }
}

function checksumOf(trailer: string): ChecksumAlgorithm | undefined {
  return CHECKSUM_ALGORITHMS.find(algorithm => trailer === `x-amz-checksum-${algorithm}`)
}
