/**
 * The object store on disk. `<root>/<bucket>/<key>` are the objects, `<root>/.tmp` takes bodies until they are whole,
 * `<root>/.uploads` the parts of multipart uploads, `<root>/.index` what is known beside the bytes (see ObjectIndex).
 */
import { createHash, randomUUID } from 'node:crypto'
import { closeSync, constants, promises as fs, fstatSync, openSync, renameSync, type Stats, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { assertBucketName, isBucketName } from './bucket-name.js'
import { DiskObject } from './disk-object.js'
import { flushFolder, makeFolder, removeEmptyFolders } from './folders.js'
import { KeyLock } from './key-lock.js'
import type { KeyPaths } from './key-path.js'
import { listKeys } from './list-keys.js'
import { MultipartUploads } from './multipart-uploads.js'
import { type FileIdentity, type IndexEntry, ObjectIndex } from './object-index.js'
import type { ListOptions, ListResult, ObjectInfo, ObjectStore, OpenObject, PutOptions } from './object-store.js'
import { type StagedFile, stageBody } from './staged-file.js'
import { fsCode, StoreError } from './store-error.js'

// Files up to here that the index does not know get their MD5 as etag; larger ones one made from their identity.
const HASHED_BYTES = 8 * 1024 * 1024
const LIST_CONCURRENCY = 64

export class DiskObjectStore implements ObjectStore {
  readonly index: ObjectIndex
  readonly uploads: MultipartUploads
  readonly #locks = new KeyLock()

  constructor(
    readonly root: string,
    private readonly keyPaths: KeyPaths,
  ) {
    this.index = new ObjectIndex(join(root, '.index'))
    this.uploads = new MultipartUploads(join(root, '.uploads'), this.index.environment, this)
  }

  /** Where bodies are staged: the same file system as the objects. */
  get stagingFolder(): string {
    return join(this.root, '.tmp')
  }

  async buckets(): Promise<{ name: string; created: Date }[]> {
    const entries = await fs.readdir(this.root, { withFileTypes: true })
    const names = entries.filter(entry => entry.isDirectory() && isBucketName(entry.name)).map(entry => entry.name)
    return names.sort().map(name => {
      const stats = statSync(join(this.root, name))
      // Some file systems keep no birth time.
      return { name, created: stats.birthtimeMs > 0 ? stats.birthtime : stats.ctime }
    })
  }

  hasBucket(bucket: string): boolean {
    return isBucketName(bucket) && statOf(join(this.root, bucket))?.isDirectory() === true
  }

  async createBucket(bucket: string): Promise<void> {
    assertBucketName(bucket)
    try {
      await fs.mkdir(join(this.root, bucket))
    } catch (error) {
      if (fsCode(error) !== 'EEXIST') throw error
      throw new StoreError('BucketAlreadyOwnedByYou', `The bucket ${bucket} exists already and you own it`)
    }
    await flushFolder(this.root)
  }

  async deleteBucket(bucket: string): Promise<void> {
    this.#assertBucket(bucket)
    const { objects } = await this.list(bucket, { limit: 1 })
    if (objects.length > 0) throw new StoreError('BucketNotEmpty', `The bucket ${bucket} is not empty`)
    await removeEmptyTree(join(this.root, bucket)).catch(error => {
      // A put came in between.
      if (fsCode(error) !== 'ENOTEMPTY' && fsCode(error) !== 'EEXIST') throw error
      throw new StoreError('BucketNotEmpty', `The bucket ${bucket} is not empty`)
    })
    this.uploads.abortAll(bucket)
    await flushFolder(this.root)
  }

  async put(bucket: string, key: string, body: Uint8Array | string | Readable, options?: PutOptions) {
    this.#assertBucket(bucket)
    return await this.commit(bucket, key, await stageBody(this.stagingFolder, body), options)
  }

  async adopt(bucket: string, key: string, file: string, options?: PutOptions): Promise<ObjectInfo> {
    this.#assertBucket(bucket)
    if (statSync(file).dev !== statSync(this.root).dev) file = await copyIn(file, this.stagingFolder)
    const handle = await fs.open(file, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
    return await this.commit(bucket, key, { file }, options)
  }

  /** Lets the caller refuse a staged body by throwing; then it is gone. */
  async checkStaged<T>(staged: StagedFile, check: (staged: StagedFile) => T): Promise<T> {
    try {
      return check(staged)
    } catch (error) {
      await fs.rm(staged.file, { force: true })
      throw error
    }
  }

  /** Moves a staged body into place. The staged file is gone afterwards, also on failure. */
  async commit(
    bucket: string,
    key: string,
    staged: Pick<StagedFile, 'file'> & Partial<StagedFile>,
    options: PutOptions = {},
  ): Promise<ObjectInfo> {
    const { ifMatch, ifNoneMatch, ...kept } = options
    try {
      return await this.#locks.run(`${bucket}/${key}`, async () => {
        this.#assertBucket(bucket)
        const current = this.#find(bucket, key)
        await this.#checkConditions(bucket, key, current?.stats, options)
        const stats = statSync(staged.file)
        const identity = { ino: stats.ino, size: stats.size, mtimeMs: stats.mtimeMs }
        const entry: IndexEntry = { ...kept, ...identity, etag: kept.etag ?? staged.md5 }
        const indexed = this.index.put(bucket, key, entry, current?.stats)
        // An entry that the file's own bytes can replace need not be waited for.
        if (stats.size > HASHED_BYTES || Object.values(kept).some(value => value !== undefined)) await indexed
        else indexed.catch(() => undefined)
        await this.#moveInto(bucket, key, staged.file)
        return describe(key, stats, entry)
      })
    } catch (error) {
      await fs.rm(staged.file, { force: true })
      throw error
    }
  }

  async head(bucket: string, key: string): Promise<ObjectInfo | undefined> {
    this.#assertBucket(bucket)
    const found = this.#find(bucket, key)
    return found && (await this.#describe(bucket, key, found.path, found.stats))
  }

  async open(bucket: string, key: string): Promise<OpenObject | undefined> {
    this.#assertBucket(bucket)
    for (const path of this.#paths(bucket, key)) {
      const fd = openFile(path)
      if (fd === undefined) continue
      try {
        const stats = fstatSync(fd)
        if (stats.isFile()) return new DiskObject(await this.#describe(bucket, key, path, stats), fd)
      } catch (error) {
        closeSync(fd)
        throw error
      }
      closeSync(fd)
    }
    return undefined
  }

  async read(bucket: string, key: string): Promise<Buffer> {
    const object = (await this.open(bucket, key)) ?? fail(key)
    try {
      return await object.read(0, object.info.size - 1)
    } finally {
      object.close()
    }
  }

  async stream(bucket: string, key: string, range?: { start: number; end: number }) {
    const object = (await this.open(bucket, key)) ?? fail(key)
    const { start, end } = range ?? { start: 0, end: object.info.size - 1 }
    return { info: object.info, body: object.stream(start, Math.min(end, object.info.size - 1)) }
  }

  async copy(from: { bucket: string; key: string }, bucket: string, key: string, options?: PutOptions) {
    this.#assertBucket(from.bucket)
    this.#assertBucket(bucket)
    const source = this.#find(from.bucket, from.key) ?? fail(from.key)
    const file = join(this.stagingFolder, randomUUID())
    // A reflink where the file system has them.
    await fs.copyFile(source.path, file, constants.COPYFILE_FICLONE)
    const now = new Date()
    await fs.utimes(file, now, now)
    return await this.adopt(bucket, key, file, options)
  }

  async setTags(bucket: string, key: string, tags: Record<string, string>): Promise<void> {
    await this.#locks.run(`${bucket}/${key}`, async () => {
      this.#assertBucket(bucket)
      const found = this.#find(bucket, key) ?? fail(key)
      const { key: _, size, lastModified, ...info } = await this.#describe(bucket, key, found.path, found.stats)
      const { ino, mtimeMs } = found.stats
      await this.index.put(bucket, key, { ...info, tags, ino, size, mtimeMs })
    })
  }

  async delete(bucket: string, key: string, { ifMatch }: { ifMatch?: string } = {}): Promise<void> {
    await this.#locks.run(`${bucket}/${key}`, async () => {
      this.#assertBucket(bucket)
      if (ifMatch !== undefined) await this.#checkConditions(bucket, key, undefined, { ifMatch })
      let isGone = false
      for (const path of this.#paths(bucket, key)) {
        if (!statOf(path)?.isFile()) continue
        await fs.unlink(path)
        isGone = true
        removeEmptyFolders(dirname(path), join(this.root, bucket))
      }
      // A stale entry does no harm: it counts only for the file that is gone.
      if (isGone) this.index.remove(bucket, key).catch(() => undefined)
    })
  }

  async deletePrefix(bucket: string, prefix: string): Promise<number> {
    let count = 0
    let startAfter: string | undefined
    do {
      const page = await this.#listKeys(bucket, { prefix, startAfter, limit: 1000 })
      for (const item of page.items) await this.delete(bucket, item.name)
      count += page.items.length
      startAfter = page.next
    } while (startAfter !== undefined)
    return count
  }

  async list(bucket: string, options: ListOptions = {}): Promise<ListResult> {
    const page = await this.#listKeys(bucket, options)
    const objects: ObjectInfo[] = []
    const keys = page.items.filter(item => item.file !== undefined)
    for (let i = 0; i < keys.length; i += LIST_CONCURRENCY) {
      const batch = keys.slice(i, i + LIST_CONCURRENCY).map(async item => {
        const stats = await fs.stat(item.file!).catch(() => undefined)
        return stats?.isFile() ? await this.#describe(bucket, item.name, item.file!, stats) : undefined
      })
      // A key deleted since the walk is left out.
      for (const info of await Promise.all(batch)) if (info) objects.push(info)
    }
    const prefixes = page.items.filter(item => item.file === undefined).map(item => item.name)
    return { objects, prefixes, next: page.next }
  }

  path(bucket: string, key: string): string {
    return this.#find(bucket, key)?.path ?? this.#paths(bucket, key)[0]
  }

  async close(): Promise<void> {
    await this.index.close()
  }

  #listKeys(bucket: string, options: ListOptions) {
    this.#assertBucket(bucket)
    return listKeys(join(this.root, bucket), this.keyPaths, options)
  }

  #assertBucket(bucket: string): void {
    if (!this.hasBucket(bucket)) throw new StoreError('NoSuchBucket', `The specified bucket does not exist: ${bucket}`)
  }

  #paths(bucket: string, key: string): [string, string] {
    assertBucketName(bucket)
    const folder = join(this.root, bucket)
    return [join(folder, this.keyPaths.file(key)), join(folder, this.keyPaths.beside(key))]
  }

  #find(bucket: string, key: string): { path: string; stats: Stats } | undefined {
    for (const path of this.#paths(bucket, key)) {
      const stats = statOf(path)
      if (stats?.isFile()) return { path, stats }
    }
    return undefined
  }

  async #describe(bucket: string, key: string, path: string, stats: Stats): Promise<ObjectInfo> {
    const entry = this.index.get(bucket, key, stats)
    if (entry) return describe(key, stats, entry)
    const identity = { ino: stats.ino, size: stats.size, mtimeMs: stats.mtimeMs }
    const isHashed = stats.size <= HASHED_BYTES
    const etag = isHashed
      ? createHash('md5')
          .update(await fs.readFile(path))
          .digest('hex')
      : undefined
    this.index.put(bucket, key, { ...identity, etag }).catch(() => undefined)
    return describe(key, stats, { ...identity, etag })
  }

  async #checkConditions(bucket: string, key: string, current: Stats | undefined, options: PutOptions): Promise<void> {
    if (options.ifNoneMatch && current) {
      throw new StoreError('PreconditionFailed', `An object is already at ${key}`)
    }
    if (options.ifMatch === undefined) return
    const info = await this.head(bucket, key)
    if (!info) fail(key)
    if (info.etag !== options.ifMatch) {
      throw new StoreError('PreconditionFailed', `The object at ${key} has the etag ${info.etag}`)
    }
  }

  async #moveInto(bucket: string, key: string, file: string): Promise<void> {
    const [plain, beside] = this.#paths(bucket, key)
    for (let attempt = 0; ; attempt++) {
      const target = statOf(beside)?.isFile() || statOf(plain)?.isDirectory() ? beside : plain
      try {
        // Not the synchronous form: freeing the blocks of a large file that is replaced takes milliseconds.
        await fs.rename(file, target)
        return await flushFolder(dirname(target))
      } catch (error) {
        const code = fsCode(error)
        // A folder took the name, is missing, or was removed as empty by a concurrent delete.
        const isRace = code === 'EISDIR' || code === 'ENOENT' || code === 'ENOTDIR' || code === 'EEXIST'
        if (!isRace || attempt >= 20) throw asStoreError(error)
        this.#assertBucket(bucket)
        if (code !== 'EISDIR') await this.#makeFolder(bucket, key, dirname(target))
      }
    }
  }

  /** Makes the folder of a key; objects that have the name of one of its folders step aside. */
  async #makeFolder(bucket: string, key: string, folder: string): Promise<void> {
    try {
      return await makeFolder(folder)
    } catch (error) {
      if (fsCode(error) !== 'ENOTDIR' && fsCode(error) !== 'EEXIST') throw asStoreError(error)
    }
    for (let slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', slash + 1)) {
      const parent = key.slice(0, slash)
      if (parent === '' || parent === key) continue
      await this.#locks.run(`${bucket}/${parent}`, async () => {
        const [plain, beside] = this.#paths(bucket, parent)
        if (!statOf(plain)?.isFile()) return
        await makeFolder(dirname(beside))
        renameSync(plain, beside)
      })
    }
  }
}

function describe(key: string, stats: Stats, entry: IndexEntry): ObjectInfo {
  const { ino: _, mtimeMs: __, etag, ...info } = entry
  return { ...info, key, etag: etag ?? identityEtag(stats), lastModified: stats.mtime, metadata: info.metadata ?? {} }
}

/** An etag without reading the bytes, in the form of a multipart upload's, which clients do not take for an MD5. */
function identityEtag(file: FileIdentity): string {
  return `${createHash('md5').update(`${file.ino}:${file.size}:${file.mtimeMs}`).digest('hex')}-1`
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch (error) {
    if (fsCode(error) === 'ENOTDIR' || fsCode(error) === 'ENAMETOOLONG') return undefined
    throw error
  }
}

function openFile(path: string): number | undefined {
  try {
    return openSync(path, 'r')
  } catch (error) {
    const code = fsCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return undefined
    throw error
  }
}

function asStoreError(error: unknown): unknown {
  return fsCode(error) === 'ENAMETOOLONG' ? new StoreError('KeyTooLongError', 'Your key is too long') : error
}

async function copyIn(file: string, folder: string): Promise<string> {
  const staged = await stageBody(folder, (await fs.open(file, 'r')).createReadStream())
  await fs.rm(file)
  return staged.file
}

async function removeEmptyTree(folder: string): Promise<void> {
  for (const entry of await fs.readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await removeEmptyTree(join(folder, entry.name))
  }
  await fs.rmdir(folder)
}

function fail(key: string): never {
  throw new StoreError('NoSuchKey', `The specified key does not exist: ${key}`)
}
