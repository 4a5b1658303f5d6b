/** What is said of an object beside its bytes, in headers of requests and answers. */
import type { ObjectInfo, PutOptions } from '../store/object-store.js'
import { header, type S3Call } from './operation.js'
import { S3Error } from './s3-error.js'
import { parseTagHeader } from './tag-set.js'

const STANDARD = {
  contentType: 'content-type',
  contentEncoding: 'content-encoding',
  cacheControl: 'cache-control',
  contentDisposition: 'content-disposition',
  contentLanguage: 'content-language',
  expires: 'expires',
} as const

type StandardField = keyof typeof STANDARD

const META = 'x-amz-meta-'
const MAX_METADATA_BYTES = 2048

/** Headers that ask for something which is not done here; the others of S3 are either done or without effect locally. */
const REFUSED = [
  'x-amz-server-side-encryption-customer-algorithm',
  'x-amz-copy-source-server-side-encryption-customer-algorithm',
  'x-amz-object-lock-mode',
  'x-amz-object-lock-retain-until-date',
  'x-amz-object-lock-legal-hold',
  'x-amz-website-redirect-location',
  'x-amz-write-offset-bytes',
]

export function refuseHeaders(call: S3Call): void {
  for (const name of REFUSED) {
    const value = header(call, name)
    if (value === undefined) continue
    const message = `The header ${name} is not supported by the embedded lakehouse`
    throw new S3Error('NotImplemented', message, { Header: name })
  }
}

/** Content headers, user metadata and tags of a new object. */
export function readObjectOptions(call: S3Call): PutOptions {
  refuseHeaders(call)
  const options: PutOptions = { metadata: readMetadata(call) }
  for (const [field, name] of Object.entries(STANDARD)) options[field as StandardField] = header(call, name)
  const tagging = header(call, 'x-amz-tagging')
  if (tagging !== undefined) options.tags = parseTagHeader(tagging)
  return options
}

function readMetadata(call: S3Call): Record<string, string> | undefined {
  const metadata: Record<string, string> = {}
  let size = 0
  for (const [name, value] of Object.entries(call.request.headers)) {
    if (!name.startsWith(META)) continue
    metadata[name.slice(META.length)] = String(value)
    size += name.length - META.length + Buffer.byteLength(String(value), 'latin1')
  }
  if (size > MAX_METADATA_BYTES) {
    throw new S3Error('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size', {
      Size: size,
      MaxSizeAllowed: MAX_METADATA_BYTES,
    })
  }
  return size > 0 ? metadata : undefined
}

/** The headers of a GET or HEAD answer, with the query's `response-…` overrides. */
export function objectHeaders(call: S3Call, info: ObjectInfo): Record<string, string> {
  const headers: Record<string, string> = {
    'accept-ranges': 'bytes',
    etag: `"${info.etag}"`,
    'last-modified': info.lastModified.toUTCString(),
    'content-type': 'binary/octet-stream',
  }
  for (const [field, name] of Object.entries(STANDARD)) {
    const value = call.query.get(`response-${name}`) ?? info[field as StandardField]
    if (value !== undefined) headers[name] = headerText(value)
  }
  for (const [name, value] of Object.entries(info.metadata)) headers[META + name] = value
  const tags = Object.keys(info.tags ?? {}).length
  if (tags > 0) headers['x-amz-tagging-count'] = String(tags)
  return headers
}

/** A header value from the query must not break out of its line. */
function headerText(value: string): string {
  if (/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return value
  throw new S3Error('InvalidArgument', 'A header value holds characters that are not allowed there')
}
