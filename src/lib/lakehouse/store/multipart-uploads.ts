/**
 * Multipart uploads: parts are files of `.uploads/<id>`, put together when the upload completes. What is known of them is
 * held in memory and written to LMDB behind, so that uploads go on after a restart.
 */
import { createHash, randomBytes } from 'node:crypto'
import { promises as fs, mkdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { Database, RootDatabase } from 'lmdb'
import { type ChecksumAlgorithm, createChecksum } from './checksum.js'
import type { DiskObjectStore } from './disk-object-store.js'
import { JoinedParts, joinParts } from './joined-parts.js'
import { KeyLock } from './key-lock.js'
import { compareKeys } from './key-path.js'
import type { ObjectInfo, PutOptions } from './object-store.js'
import { type StagedFile, stageBody } from './staged-file.js'
import { fsCode, StoreError } from './store-error.js'

export interface Upload {
  id: string
  bucket: string
  key: string
  initiated: Date
  options: PutOptions
  checksumAlgorithm?: ChecksumAlgorithm
  /** Of the whole object, or of its parts' checksums. */
  checksumType?: 'FULL_OBJECT' | 'COMPOSITE'
}

export interface Part {
  number: number
  size: number
  etag: string
  checksums: Record<string, string>
  lastModified: Date
  file: string
}

/** A part as the client names it when it completes the upload. */
export interface NamedPart {
  number: number
  etag: string
  checksums: Record<string, string>
}

interface Running {
  upload: Upload
  parts: Map<number, Part>
  joined?: JoinedParts
}

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
const MIN_PART_BYTES = 5 * 1024 * 1024
const COPY_BYTES = 4 * 1024 * 1024

export class MultipartUploads {
  readonly #records: Database<{ upload: Upload; parts: Part[] }, string>
  readonly #running = new Map<string, Running>()
  readonly #locks = new KeyLock()

  constructor(
    private readonly folder: string,
    environment: RootDatabase,
    private readonly store: DiskObjectStore,
  ) {
    mkdirSync(folder, { recursive: true })
    this.#records = environment.openDB({ name: 'uploads' })
    for (const { key, value } of this.#records.getRange()) {
      const parts = value.parts.filter(part => statSync(part.file, { throwIfNoEntry: false })?.size === part.size)
      this.#running.set(key, { upload: value.upload, parts: new Map(parts.map(part => [part.number, part])) })
    }
  }

  create(upload: Omit<Upload, 'id' | 'initiated'>): Upload {
    const id = randomBytes(24).toString('base64url')
    mkdirSync(join(this.folder, id))
    const running = { upload: { ...upload, id, initiated: new Date() }, parts: new Map() }
    this.#running.set(id, running)
    this.#record(running)
    return running.upload
  }

  /** Fails with NoSuchUpload unless it runs for this very object. */
  get(bucket: string, key: string, id: string): Upload {
    return this.#get(bucket, key, id).upload
  }

  /** Takes a part's bytes; `check` can still refuse them. A part of the same number is replaced. */
  async putPart(
    upload: Upload,
    number: number,
    body: Readable | Uint8Array,
    algorithms: Iterable<ChecksumAlgorithm>,
    check: (staged: StagedFile) => Record<string, string>,
  ): Promise<Part> {
    const folder = join(this.folder, upload.id)
    const staged = await stageBody(folder, body, { algorithms, isFlushed: false }).catch(error => {
      throw fsCode(error) === 'ENOENT' ? noSuchUpload() : error
    })
    try {
      const checksums = check(staged)
      const running = this.#get(upload.bucket, upload.key, upload.id)
      const old = running.parts.get(number)
      const { file, size, md5: etag } = staged
      const part = { number, size, etag, checksums, lastModified: new Date(), file }
      running.parts.set(number, part)
      this.#record(running)
      if (old) await fs.rm(old.file, { force: true })
      if (!isHashedWhole(upload)) {
        running.joined ??= new JoinedParts(join(folder, 'joined'))
        void running.joined.goOn(running.parts)
      }
      return part
    } catch (error) {
      await fs.rm(staged.file, { force: true })
      throw error
    }
  }

  /** Puts the named parts together as the object. The upload stays as it was when that fails. */
  async complete(
    { bucket, key, id }: Upload,
    named: NamedPart[],
    options: Pick<PutOptions, 'ifMatch' | 'ifNoneMatch'> & { checksum?: string } = {},
  ): Promise<ObjectInfo> {
    return await this.#locks.run(id, async () => {
      const running = this.#get(bucket, key, id)
      const { upload } = running
      const parts = choose(named, running.parts)
      const { checksumAlgorithm: algorithm } = upload
      const isHashed = algorithm !== undefined && isHashedWhole(upload)
      const staged = await this.#join(parts, isHashed ? algorithm : undefined, running)
      const checksum = isHashed ? staged.checksums?.[algorithm] : algorithm && composite(parts, algorithm)
      if (options.checksum !== undefined && checksum !== options.checksum) {
        await fs.rm(staged.file)
        throw new StoreError('BadDigest', 'The checksum you specified did not match the calculated checksum.')
      }
      const info = await this.store.adopt(bucket, key, staged.file, {
        ...upload.options,
        ifMatch: options.ifMatch,
        ifNoneMatch: options.ifNoneMatch,
        etag: multipartEtag(parts),
        partSizes: parts.map(part => part.size),
        checksums: algorithm && checksum ? { [algorithm]: checksum } : undefined,
      })
      this.#forget(id)
      return info
    })
  }

  async abort(bucket: string, key: string, id: string): Promise<void> {
    await this.#locks.run(id, async () => {
      this.#get(bucket, key, id)
      this.#forget(id)
    })
  }

  /** The parts in order of their number. */
  parts(bucket: string, key: string, id: string): Part[] {
    return [...this.#get(bucket, key, id).parts.values()].sort((a, b) => a.number - b.number)
  }

  /** A bucket's uploads in order of key, then of their start. */
  list(bucket: string): Upload[] {
    return [...this.#running.values()]
      .map(running => running.upload)
      .filter(upload => upload.bucket === bucket)
      .sort((a, b) => compareKeys(a.key, b.key) || a.initiated.getTime() - b.initiated.getTime())
  }

  abortAll(bucket: string): void {
    for (const upload of this.list(bucket)) this.#forget(upload.id)
  }

  /** One file of all parts: the part itself, under a second name, when there is one. */
  async #join(
    parts: Part[],
    algorithm: ChecksumAlgorithm | undefined,
    running: Running,
  ): Promise<{ file: string; checksums?: Record<string, string> }> {
    if (algorithm) {
      const bytes = Readable.from(concatenated(parts), { objectMode: false })
      return await stageBody(this.store.stagingFolder, bytes, { algorithms: [algorithm], isFlushed: false })
    }
    const file = join(this.store.stagingFolder, randomBytes(16).toString('hex'))
    const { joined } = running
    running.joined = undefined
    if (joined !== undefined && (await joined.finish(parts))) await fs.rename(joined.file, file)
    else if (parts.length === 1) await fs.link(parts[0]!.file, file)
    else await joinParts(file, parts)
    return { file }
  }

  #get(bucket: string, key: string, id: string): Running {
    const running = this.#running.get(id)
    if (!running || running.upload.bucket !== bucket || running.upload.key !== key) throw noSuchUpload()
    return running
  }

  #record({ upload, parts }: Running): void {
    this.#records.put(upload.id, { upload, parts: [...parts.values()] }).catch(() => undefined)
  }

  #forget(id: string): void {
    this.#running.delete(id)
    this.#records.remove(id).catch(() => undefined)
    rmSync(join(this.folder, id), { recursive: true, force: true })
  }
}

function isHashedWhole({ checksumAlgorithm, checksumType }: Upload): boolean {
  return checksumAlgorithm !== undefined && checksumType === 'FULL_OBJECT'
}

async function* concatenated(parts: Part[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    const handle = await fs.open(part.file, 'r')
    yield* handle.createReadStream({ highWaterMark: COPY_BYTES })
  }
}

function choose(named: NamedPart[], uploaded: Map<number, Part>): Part[] {
  if (named.some(({ number }, index) => index > 0 && number <= named[index - 1]!.number)) {
    throw new StoreError('InvalidPartOrder', 'The list of parts was not in ascending order.')
  }
  const parts = named.map(({ number, etag, checksums }) => {
    const part = uploaded.get(number)
    const isSame = part?.etag === etag && Object.entries(checksums).every(([name, sum]) => part.checksums[name] === sum)
    if (part && isSame) return part
    throw new StoreError('InvalidPart', `Part ${number} was not uploaded, or is not the one that was named.`)
  })
  const small = parts.slice(0, -1).find(part => part.size < MIN_PART_BYTES)
  if (!small) return parts
  const message = `Part ${small.number} is smaller than the minimum allowed size of 5 MiB.`
  throw new StoreError('EntityTooSmall', message)
}

/** `md5(md5(part 1) md5(part 2) …)-<parts>`, as S3 makes it. */
function multipartEtag(parts: Part[]): string {
  const digests = Buffer.from(parts.map(part => part.etag).join(''), 'hex')
  return `${createHash('md5').update(digests).digest('hex')}-${parts.length}`
}

/** The checksum of the parts' checksums; nothing unless every part has one. */
function composite(parts: Part[], algorithm: ChecksumAlgorithm): string | undefined {
  const sums = parts.map(part => part.checksums[algorithm])
  if (sums.some(sum => sum === undefined)) return undefined
  const checksum = createChecksum(algorithm)
  for (const sum of sums) checksum.update(Buffer.from(sum!, 'base64'))
  return `${checksum.digest()}-${parts.length}`
}

function noSuchUpload(): StoreError {
  return new StoreError(
    'NoSuchUpload',
    'The specified multipart upload does not exist. It may have been aborted or completed.',
  )
}
