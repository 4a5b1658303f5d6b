import { S3Error } from './s3-error.js'

/** Inclusive offsets. */
export interface ByteRange {
  start: number
  end: number
}

/**
 * The one range of a Range header (RFC 9110, section 14). Undefined where HTTP says to ignore it: other units, nonsense,
 * and lists of ranges, which S3 does not answer either. Fails with InvalidRange when it lies outside the object.
 */
export function parseRange(range: string | undefined, size: number): ByteRange | undefined {
  const match = /^bytes=(\d{0,16})-(\d{0,16})$/.exec(range?.trim() ?? '')
  if (!match || (match[1] === '' && match[2] === '')) return undefined
  const [, first, last] = match
  if (first === '') {
    const length = Math.min(Number(last), size)
    if (length === 0) throw invalidRange(range!, size)
    return { start: size - length, end: size - 1 }
  }
  const start = Number(first)
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (last !== '' && Number(last) < start) return undefined
  if (start >= size) throw invalidRange(range!, size)
  return { start, end }
}

function invalidRange(range: string, size: number): S3Error {
  const detail = { RangeRequested: range, ActualObjectSize: size }
  return new S3Error('InvalidRange', 'The requested range is not satisfiable', detail, {
    'content-range': `bytes */${size}`,
  })
}
