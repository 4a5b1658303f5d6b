/** Content-MD5 and `x-amz-checksum-*`: what the client says of its bytes, checked against what arrived. */
import { createHash } from 'node:crypto'
import { CHECKSUM_ALGORITHMS, type ChecksumAlgorithm, createChecksum } from '../store/checksum.js'
import type { StagedFile } from '../store/staged-file.js'
import { header, type S3Call } from './operation.js'
import { S3Error } from './s3-error.js'

const PREFIX = 'x-amz-checksum-'

export interface ContentChecks {
  /** To be computed while the body is stored. */
  algorithms: ChecksumAlgorithm[]
  /** Fails unless the stored bytes are what was announced; returns the checksums to remember, those of a trailer too. */
  verify(staged: StagedFile): Record<string, string>
  verifyBytes(bytes: Buffer): void
}

export function contentChecks(call: S3Call): ContentChecks {
  const md5 = header(call, 'content-md5')
  if (md5 !== undefined && Buffer.from(md5, 'base64').length !== 16) {
    throw new S3Error('InvalidDigest', 'The Content-MD5 you specified is not valid.')
  }
  const announced = announcedChecksums(call)
  const check = (md5Hex: string, computed: Record<string, string>) => {
    if (md5 !== undefined && Buffer.from(md5, 'base64').toString('hex') !== md5Hex) {
      throw new S3Error('BadDigest', 'The Content-MD5 you specified did not match what we received.')
    }
    for (const [algorithm, value] of Object.entries(announced)) {
      if (computed[algorithm] === value) continue
      const name = algorithm.toUpperCase()
      throw new S3Error('BadDigest', `The ${name} you specified did not match the calculated checksum.`)
    }
  }
  return {
    algorithms: Object.keys(announced) as ChecksumAlgorithm[],
    verify(staged) {
      check(staged.md5, staged.checksums)
      // The front door verified the trailer while it decoded the body.
      return { ...announced, ...checksumsIn(name => call.request.trailers?.[name]) }
    },
    verifyBytes(bytes) {
      const computed = Object.keys(announced).map(algorithm => {
        const checksum = createChecksum(algorithm as ChecksumAlgorithm)
        checksum.update(bytes)
        return [algorithm, checksum.digest()]
      })
      check(createHash('md5').update(bytes).digest('hex'), Object.fromEntries(computed))
    },
  }
}

/** The headers that show an object's checksums. */
export function checksumHeaders(checksums: Record<string, string> | undefined): Record<string, string> {
  const entries = Object.entries(checksums ?? {})
  if (entries.length === 0) return {}
  const isComposite = entries.some(([, value]) => /-\d+$/.test(value))
  const headers = Object.fromEntries(entries.map(([algorithm, value]) => [PREFIX + algorithm, value]))
  return { ...headers, 'x-amz-checksum-type': isComposite ? 'COMPOSITE' : 'FULL_OBJECT' }
}

/** The same as elements, `ChecksumCRC32` and so on. */
export function checksumElements(checksums: Record<string, string> | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(checksums ?? {}).map(([algorithm, value]) => [`Checksum${algorithm.toUpperCase()}`, value]),
  )
}

/** `CRC32`, `SHA256`, … as requests name them. */
export function readAlgorithm(name: string | undefined): ChecksumAlgorithm | undefined {
  if (name === undefined) return undefined
  const algorithm = CHECKSUM_ALGORITHMS.find(known => known === name.toLowerCase())
  if (algorithm) return algorithm
  throw new S3Error('InvalidRequest', `Checksum algorithm ${name} is not supported. Supported: ${ALGORITHM_NAMES}.`)
}

const ALGORITHM_NAMES = CHECKSUM_ALGORITHMS.map(name => name.toUpperCase()).join(', ')

function announcedChecksums(call: S3Call): Record<string, string> {
  for (const name of Object.keys(call.request.headers)) {
    if (!name.startsWith(PREFIX) || ['algorithm', 'mode', 'type'].includes(name.slice(PREFIX.length))) continue
    readAlgorithm(name.slice(PREFIX.length))
  }
  return checksumsIn(name => header(call, name))
}

function checksumsIn(get: (header: string) => string | undefined): Record<string, string> {
  const found: Record<string, string> = {}
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const value = get(PREFIX + algorithm)
    if (value !== undefined) found[algorithm] = value
  }
  return found
}
