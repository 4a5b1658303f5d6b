/**
 * The S3 service, path-style addresses only (`/bucket/key`), over the object store.
 *
 * Gaps. Buckets are not versioned: every object has the one version `null`. Settings of buckets cannot be changed
 * (policies, ACLs, lifecycle, CORS, encryption, replication, notifications, …): reading them answers as for a bucket where
 * nothing was set, writing them is refused by name. Canned ACLs, storage classes and `x-amz-server-side-encryption` of an
 * upload are taken and have no effect: there is one owner and one disk. Customer-provided keys, object lock, website
 * redirects and appending writes are refused. No virtual-hosted addresses, no browser form uploads, no S3 Select, no
 * torrents, no access points, no directory buckets. Objects put into the store's folders by hand, or written by the
 * engine, have no MD5 as etag when they are large.
 */
import type { Service, ServiceRequest } from '../http/service.js'
import type { DiskObjectStore } from '../store/disk-object-store.js'
import { findOperation, operations } from './dispatch.js'
import type { S3Call } from './operation.js'
import { refusedOperations } from './refused-operations.js'
import { errorResponse, S3Error } from './s3-error.js'

export interface S3Options {
  store: DiskObjectStore
  region: string
  accountId: string
}

export function s3Service(options: S3Options): Service {
  return {
    name: 's3',
    async handle(request) {
      try {
        const call = { ...options, ...address(request), request, query: request.query }
        checkVersion(call)
        return await findOperation(call).run(call)
      } catch (error) {
        return errorResponse(error, request)
      }
    },
    operations: () => [
      ...operations.map(({ name }) => ({ name, supported: true })),
      ...refusedOperations.map(({ name, reason }) => ({ name, supported: false, note: reason })),
    ],
  }
}

function address({ rawPath }: ServiceRequest): { bucket: string; key: string } {
  const slash = rawPath.indexOf('/', 1)
  const bucket = slash < 0 ? rawPath.slice(1) : rawPath.slice(1, slash)
  return { bucket: decode(bucket), key: slash < 0 ? '' : decode(rawPath.slice(slash + 1)) }
}

function decode(text: string): string {
  try {
    // Bytes that came unescaped were read as Latin-1; they are UTF-8.
    const raw = /[\x80-\xff]/.test(text)
      ? new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(text, 'latin1'))
      : text
    return decodeURIComponent(raw)
  } catch {
    throw new S3Error('InvalidURI', "Couldn't parse the specified URI.")
  }
}

function checkVersion(call: S3Call): void {
  const version = call.query.get('versionId')
  if (version === null || version === 'null') return
  throw new S3Error('NoSuchVersion', 'The specified version does not exist.', { VersionId: version })
}
