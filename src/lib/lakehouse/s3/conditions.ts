/** If-Match and its kin. https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html */
import type { ObjectInfo, PutOptions } from '../store/object-store.js'
import { header, type S3Call } from './operation.js'
import { S3Error } from './s3-error.js'

/** Fails with 412 or 304 unless the object may be read; `prefix` is `x-amz-copy-source-` for the source of a copy. */
export function checkReadConditions(call: S3Call, info: ObjectInfo, prefix = ''): void {
  const ifMatch = header(call, `${prefix}if-match`)
  const ifNoneMatch = header(call, `${prefix}if-none-match`)
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, info.etag)) throw preconditionFailed('If-Match')
  } else {
    const since = time(header(call, `${prefix}if-unmodified-since`))
    if (since !== undefined && seconds(info.lastModified) > since) throw preconditionFailed('If-Unmodified-Since')
  }
  const since = time(header(call, `${prefix}if-modified-since`))
  const isUnchanged =
    ifNoneMatch !== undefined
      ? matches(ifNoneMatch, info.etag)
      : since !== undefined && seconds(info.lastModified) <= since
  if (!isUnchanged) return
  // A copy has no "not modified": it just does not happen.
  if (prefix !== '') throw preconditionFailed('x-amz-copy-source-If-None-Match')
  const headers = { etag: `"${info.etag}"`, 'last-modified': info.lastModified.toUTCString() }
  throw new S3Error('NotModified', 'Not Modified', {}, headers)
}

/** What a write demands of the object that it replaces. */
export function writeConditions(call: S3Call): Pick<PutOptions, 'ifMatch' | 'ifNoneMatch'> {
  const ifNoneMatch = header(call, 'if-none-match')
  if (ifNoneMatch !== undefined && ifNoneMatch.trim() !== '*') {
    throw new S3Error('NotImplemented', 'If-None-Match of a write takes only the value *', { Header: 'If-None-Match' })
  }
  const ifMatch = header(call, 'if-match')
  return { ifNoneMatch: ifNoneMatch !== undefined, ifMatch: ifMatch === undefined ? undefined : bare(ifMatch) }
}

/** An etag without its quotes. */
export function bare(etag: string): string {
  return etag.trim().replace(/^"(.*)"$/, '$1')
}

function matches(list: string, etag: string): boolean {
  return list.split(',').some(item => item.trim() === '*' || bare(item.trim().replace(/^W\//, '')) === etag)
}

function preconditionFailed(condition: string): S3Error {
  const message = 'At least one of the pre-conditions you specified did not hold'
  return new S3Error('PreconditionFailed', message, { Condition: condition })
}

// HTTP dates have whole seconds.
function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000)
}

function time(text: string | undefined): number | undefined {
  const value = text === undefined ? Number.NaN : Date.parse(text)
  return Number.isNaN(value) ? undefined : Math.floor(value / 1000)
}
