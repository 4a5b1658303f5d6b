import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DiskObjectStore } from '../../../../src/lib/lakehouse/store/disk-object-store.js'
import { openObjectStore } from '../../../../src/lib/lakehouse/store/open-object-store.js'

const md5 = (bytes: Uint8Array | string) => createHash('md5').update(bytes).digest('hex')

let root: string
let store: DiskObjectStore

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'mdw-store-'))
  store = await openObjectStore(root)
  await store.createBucket('lake')
})

afterEach(async () => {
  await store.close()
  rmSync(root, { recursive: true })
})

const put = (key: string, body: string | Buffer | Readable = key) => store.put('lake', key, body)
const keys = async (options = {}) => {
  const page = await store.list('lake', options)
  return [...page.objects.map(object => object.key), ...page.prefixes]
}

describe('objects', () => {
  it('are plain files under their key', async () => {
    const info = await put('cur/sales/data/partition=20240101/a b.parquet', 'rows')
    expect(info).toMatchObject({ size: 4, etag: md5('rows'), metadata: {} })
    const file = join(root, 'lake/cur/sales/data/partition=20240101/a b.parquet')
    expect(readFileSync(file, 'utf8')).toBe('rows')
    expect(store.path('lake', 'cur/sales/data/partition=20240101/a b.parquet')).toBe(file)
  })

  it('keep what was said about them, also over a restart', async () => {
    const options = {
      contentType: 'text/csv',
      metadata: { a: 'b' },
      checksums: { crc32: 'AAAAAA==' },
      tags: { t: '1' },
    }
    await store.put('lake', 'a.csv', 'x', options)
    await store.close()
    store = await openObjectStore(root)
    expect(await store.head('lake', 'a.csv')).toMatchObject({ ...options, etag: md5('x') })
  })

  it('replace each other whole, with what was said about them', async () => {
    await store.put('lake', 'a', 'one', { contentType: 'text/one', metadata: { n: '1' } })
    await put('a', 'two')
    const info = await store.head('lake', 'a')
    expect([info?.etag, info?.contentType, info?.metadata]).toEqual([md5('two'), undefined, {}])
  })

  it('are read back whole, in ranges and as streams', async () => {
    const bytes = randomBytes(3_000_000)
    await put('big', Readable.from([bytes.subarray(0, 1_500_000), bytes.subarray(1_500_000)]))
    expect((await store.read('lake', 'big')).equals(bytes)).toBe(true)
    const { body, info } = await store.stream('lake', 'big', { start: 10, end: 19 })
    expect(Buffer.concat(await body.toArray()).equals(bytes.subarray(10, 20))).toBe(true)
    expect(info.etag).toBe(md5(bytes))
    await put('empty', '')
    expect(await text((await store.stream('lake', 'empty')).body)).toBe('')
  })

  it('stay readable while they are replaced and deleted', async () => {
    await put('a', 'old')
    const open = await store.open('lake', 'a')
    await put('a', 'newer')
    await store.delete('lake', 'a')
    expect((await open!.read(0, 2)).toString()).toBe('old')
    open!.close()
  })

  it('leave nothing behind when a body fails', async () => {
    await put('a', 'old')
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from('part')
        throw new Error('cut off')
      })(),
    )
    await expect(put('a', broken)).rejects.toThrow('cut off')
    expect((await store.read('lake', 'a')).toString()).toBe('old')
    expect(readdirSync(store.stagingFolder)).toEqual([])
  })

  it('are answered from the file when the index does not know it', async () => {
    await put('a', 'one')
    writeFileSync(join(root, 'lake/a'), 'changed')
    mkdirSync(join(root, 'lake/by/hand'), { recursive: true })
    writeFileSync(join(root, 'lake/by/hand/b.csv'), '1,2')
    expect(await store.head('lake', 'a')).toMatchObject({ etag: md5('changed'), size: 7 })
    expect((await store.list('lake')).objects.map(o => o.etag)).toEqual([md5('changed'), md5('1,2')])
  })

  it('can be adopted from a local file without reading it', async () => {
    const file = join(root, '.tmp', 'written.parquet')
    writeFileSync(file, 'PAR1')
    const info = await store.adopt('lake', 't/written.parquet', file)
    expect(info.etag).toMatch(/^[0-9a-f]{32}-1$/)
    expect((await store.head('lake', 't/written.parquet'))?.etag).toBe(info.etag)
    expect((await store.read('lake', 't/written.parquet')).toString()).toBe('PAR1')
  })

  it('fail by name', async () => {
    await expect(store.read('lake', 'none')).rejects.toMatchObject({ code: 'NoSuchKey' })
    await expect(store.read('nobucket', 'none')).rejects.toMatchObject({ code: 'NoSuchBucket' })
    await expect(put('k'.repeat(1025))).rejects.toMatchObject({ code: 'KeyTooLongError' })
    await expect(put('/'.repeat(1025))).rejects.toMatchObject({ code: 'KeyTooLongError' })
  })
})

describe('conditional writes', () => {
  it('let one of many creators win', async () => {
    const tries = Array.from({ length: 20 }, (_, i) => store.put('lake', 'once', `${i}`, { ifNoneMatch: true }))
    const results = await Promise.allSettled(tries)
    expect(results.filter(result => result.status === 'fulfilled')).toHaveLength(1)
    const failed = results.find(result => result.status === 'rejected')
    expect(failed).toMatchObject({ reason: { code: 'PreconditionFailed' } })
  })

  it('replace only the version that was named', async () => {
    const { etag } = await put('a', 'one')
    await store.put('lake', 'a', 'two', { ifMatch: etag })
    await expect(store.put('lake', 'a', 'three', { ifMatch: etag })).rejects.toMatchObject({
      code: 'PreconditionFailed',
    })
    await expect(store.put('lake', 'b', 'x', { ifMatch: etag })).rejects.toMatchObject({ code: 'NoSuchKey' })
  })
})

describe('odd keys', () => {
  const odd = [
    'a',
    'a/',
    'a/b',
    'a/b/',
    'a//b',
    '/a',
    '//',
    '.',
    '..',
    '../a',
    '../../etc/passwd',
    'a/../b',
    'a/./b',
    '.~',
    '.~/x',
    '.~!a',
    '.~+a',
    '%2e%2e/x',
    'nul\u0000byte',
    'line\nbreak',
    'back\\slash',
    'UPPER',
    'upper',
    'ä',
    'a\u0308',
    '😀/\uffee',
    ' ',
    'x'.repeat(300),
    `${'x'.repeat(300)}/y`,
    `${'x'.repeat(300)}z`,
    `${'\u0001'.repeat(300)}`,
    `${'é'.repeat(200)}/${'é'.repeat(200)}`,
    'k'.repeat(1024),
  ]

  it('are all distinct objects inside the bucket folder, listed in byte order', async () => {
    for (const key of odd) await put(key)
    for (const key of odd) expect((await store.read('lake', key)).toString(), JSON.stringify(key)).toBe(key)
    const sorted = [...odd].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    expect(await keys()).toEqual(sorted)
    const seen: string[] = []
    let startAfter: string | undefined
    do {
      const page = await store.list('lake', { limit: 2, startAfter })
      seen.push(...page.objects.map(object => object.key))
      startAfter = page.next
    } while (startAfter)
    expect(seen).toEqual(sorted)
    expect(readdirSync(root).filter(name => !name.startsWith('.'))).toEqual(['lake'])
    for (const key of odd) await store.delete('lake', key)
    expect(await keys()).toEqual([])
    expect(readdirSync(join(root, 'lake'))).toEqual([])
  })

  it('may be both an object and a folder, in either order', async () => {
    await put('x', 'first an object')
    await put('x/y/z', 'then a folder')
    await put('p/q', 'first a folder')
    await put('p', 'then an object')
    await put('x', 'replaced')
    expect((await store.read('lake', 'x')).toString()).toBe('replaced')
    expect((await store.read('lake', 'p')).toString()).toBe('then an object')
    expect(await keys()).toEqual(['p', 'p/q', 'x', 'x/y/z'])
    await store.delete('lake', 'x')
    expect(await keys()).toEqual(['p', 'p/q', 'x/y/z'])
  })

  it('survive puts and deletes that make and remove the same folders', async () => {
    const work = Array.from({ length: 200 }, async (_, i) => {
      await put(`d/e/${i % 7}`, `${i}`)
      await store.delete('lake', `d/e/${i % 5}`)
      await put('d', `${i}`)
    })
    await Promise.all(work)
    expect(statSync(join(root, 'lake/d')).isDirectory() || statSync(join(root, 'lake/d')).isFile()).toBe(true)
    expect((await keys()).every(key => /^d(\/e\/[56])?$/.test(key) || /^d\/e\/\d$/.test(key))).toBe(true)
  })
})

describe('listing', () => {
  beforeEach(async () => {
    for (const key of ['a.txt', 'a/1', 'a/2', 'a/b/3', 'a0', 'b/4', 'c']) await put(key)
  })

  it('orders by bytes, where a dot comes before a slash', async () => {
    expect(await keys()).toEqual(['a.txt', 'a/1', 'a/2', 'a/b/3', 'a0', 'b/4', 'c'])
  })

  it('takes a prefix and a delimiter', async () => {
    expect(await keys({ prefix: 'a/' })).toEqual(['a/1', 'a/2', 'a/b/3'])
    expect(await keys({ prefix: 'a' })).toEqual(['a.txt', 'a/1', 'a/2', 'a/b/3', 'a0'])
    expect(await keys({ delimiter: '/' })).toEqual(['a.txt', 'a0', 'c', 'a/', 'b/'])
    expect(await keys({ prefix: 'a/', delimiter: '/' })).toEqual(['a/1', 'a/2', 'a/b/'])
    expect(await keys({ prefix: 'a', delimiter: '/' })).toEqual(['a.txt', 'a0', 'a/'])
    expect(await keys({ prefix: 'nope/', delimiter: '/' })).toEqual([])
    expect(await keys({ prefix: '../' })).toEqual([])
    expect(await keys({ delimiter: '.t' })).toEqual(['a/1', 'a/2', 'a/b/3', 'a0', 'b/4', 'c', 'a.t'])
  })

  it.each(['/', undefined, '.', 'b/'])('goes on where a page ended, delimiter %s', async delimiter => {
    const whole = await store.list('lake', { delimiter })
    const objects: string[] = []
    const prefixes: string[] = []
    let startAfter: string | undefined
    do {
      const page = await store.list('lake', { delimiter, limit: 1, startAfter })
      expect(page.objects.length + page.prefixes.length).toBe(1)
      objects.push(...page.objects.map(object => object.key))
      prefixes.push(...page.prefixes)
      startAfter = page.next
    } while (startAfter)
    expect(objects).toEqual(whole.objects.map(object => object.key))
    expect(prefixes).toEqual(whole.prefixes)
  })

  it('leaves out what is not an object', async () => {
    mkdirSync(join(root, 'lake/empty/folder'), { recursive: true })
    writeFileSync(join(root, 'lake/.~%zz'), '')
    expect(await keys({ delimiter: '/' })).toEqual(['a.txt', 'a0', 'c', 'a/', 'b/'])
  })

  it('deletes by prefix', async () => {
    expect(await store.deletePrefix('lake', 'a/')).toBe(3)
    expect(await keys()).toEqual(['a.txt', 'a0', 'b/4', 'c'])
  })
})

describe('buckets', () => {
  it('are created, listed and deleted when empty', async () => {
    await store.createBucket('other.bucket-1')
    expect((await store.buckets()).map(bucket => bucket.name)).toEqual(['lake', 'other.bucket-1'])
    await put('a/b')
    await expect(store.createBucket('lake')).rejects.toMatchObject({ code: 'BucketAlreadyOwnedByYou' })
    await expect(store.deleteBucket('lake')).rejects.toMatchObject({ code: 'BucketNotEmpty' })
    await store.delete('lake', 'a/b')
    await store.deleteBucket('lake')
    expect(store.hasBucket('lake')).toBe(false)
  })

  it.each(['..', '.tmp', 'a', 'UPPER', 'a/b', 'a..b', '-ab', 'ab-', '1.2.3.4', 'x'.repeat(64), ''])(
    'refuses the name %j',
    async name => {
      await expect(store.createBucket(name)).rejects.toMatchObject({ code: 'InvalidBucketName' })
      expect(store.hasBucket(name)).toBe(false)
    },
  )
})
