import { mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { gzipSync } from 'node:zlib'
import { GetPartitionsCommand } from '@aws-sdk/client-glue'
import {
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { expect, it } from 'vitest'
import { packageRoot } from '../../../../src/lib/project/paths.js'
import { provision } from '../../../../src/lib/warehouse/provision/provision.js'
import { generateSample } from '../../../../src/lib/warehouse/sample/generate.js'
import { recordingProgress } from '../../../support/progress.js'
import { Bucket, emptyRawBucket, folder, keys, lake, send, sources } from '../../../support/raw-bucket.js'

emptyRawBucket()

it('uploads a sample once, and knows it again by size and time or by content', async () => {
  await generateSample({ folder, rows: 500 })
  const first = await send()
  expect(first.added).toHaveLength(7)
  expect(first).toMatchObject({ replaced: [], removed: [], unchanged: 0, missing: [], unknown: [] })
  expect(await keys()).toContain('raw/sales/sales.csv')
  expect(await send()).toMatchObject({ added: [], unchanged: 7, bytes: 0 })
  utimesSync(join(folder, 'sales.csv'), new Date(), new Date())
  expect(await send()).toMatchObject({ added: [], replaced: [], unchanged: 7 })
})

it('replaces what changed, and says so', async () => {
  await generateSample({ folder, rows: 500 })
  await send()
  await generateSample({ folder, rows: 600 })
  expect(await send()).toMatchObject({ replaced: ['raw/customers/customers.csv', 'raw/sales/sales.csv'], unchanged: 5 })
})

it('uploads in parts, and the object is the file', async () => {
  const line = `1,${'x'.repeat(60)},00000,1\n`
  const text = `CityID,CityName,Zipcode,CountryID\n${line.repeat(Math.ceil((20 * 1024 * 1024) / line.length))}`
  writeFileSync(join(folder, 'cities.csv'), text)
  const result = await send({ tables: ['cities'] })
  expect(result).toMatchObject({ added: ['raw/cities/cities.csv'], bytes: text.length })
  const object = await lake.clients.s3.send(new GetObjectCommand({ Bucket, Key: 'raw/cities/cities.csv' }))
  expect((await object.Body!.transformToString()) === text).toBe(true)
  expect(object.ETag).toMatch(/-3"$/)
})

it('takes a folder of files for a table, and names what it does not know', async () => {
  mkdirSync(join(folder, 'Cities'))
  for (const part of ['a', 'b']) {
    writeFileSync(join(folder, 'Cities', `${part}.csv`), `CityID,CityName,Zipcode,CountryID\n${part},x,y,z\n`)
  }
  writeFileSync(join(folder, 'stores.csv'), 'StoreID\n')
  const { progress, warnings } = recordingProgress()
  expect(await send({ progress })).toMatchObject({
    added: ['raw/cities/a.csv', 'raw/cities/b.csv'],
    missing: expect.arrayContaining(['sales']),
    unknown: ['stores.csv'],
  })
  expect(warnings).toEqual([expect.stringContaining('sales'), expect.stringContaining('stores.csv')])
})

it('lets real files take the place of the sample, and touches no object of others', async () => {
  await generateSample({ folder, rows: 50 })
  await send()
  await lake.clients.s3.send(new PutObjectCommand({ Bucket, Key: 'raw/cities/delivered.csv', Body: 'x' }))
  for (const name of ['sales', 'products', 'customers', 'employees', 'categories', 'countries']) {
    rmSync(join(folder, `${name}.csv`))
  }
  renameSync(join(folder, 'cities.csv'), join(folder, 'real.csv'))
  mkdirSync(join(folder, 'cities'))
  renameSync(join(folder, 'real.csv'), join(folder, 'cities', 'real.csv'))
  expect(await send()).toMatchObject({ added: ['raw/cities/real.csv'], removed: ['raw/cities/cities.csv'] })
  expect((await keys()).filter(key => key.startsWith('raw/cities/'))).toEqual([
    'raw/cities/delivered.csv',
    'raw/cities/real.csv',
  ])
  const { Metadata } = await lake.clients.s3.send(new HeadObjectCommand({ Bucket, Key: 'raw/cities/real.csv' }))
  expect(Metadata).toMatchObject({ 'mdw-sha256': expect.stringMatching(/^[0-9a-f]{64}$/) })
  expect(Metadata).not.toHaveProperty('mdw-sample')
})

it('sends nothing when one header is wrong', async () => {
  await generateSample({ folder, rows: 50 })
  writeFileSync(join(folder, 'sales.csv'), 'SalesID,Oops\n')
  await expect(send()).rejects.toMatchObject({ code: 'CSV_DOES_NOT_FIT' })
  expect(await keys()).toEqual([])
})

it('says what it expects of an empty folder, and which tables there are', async () => {
  await expect(send()).rejects.toMatchObject({
    code: 'NO_RAW_FILES',
    actions: [expect.stringContaining('mdw sample'), expect.anything()],
  })
  await expect(send({ tables: ['orders'] })).rejects.toMatchObject({ code: 'UNKNOWN_RAW_TABLE', exitCode: 2 })
})

it('stops between files on an abort', async () => {
  await generateSample({ folder, rows: 50 })
  const stop = new AbortController()
  stop.abort()
  await expect(send({ signal: stop.signal })).rejects.toMatchObject({ code: 'INTERRUPTED' })
})

const CITIES = 'CityID,CityName,Zipcode,CountryID\n'
const cities = (rows: string) => writeFileSync(join(folder, 'cities.csv'), CITIES + rows)
const textOf = async (Key: string) =>
  (await lake.clients.s3.send(new GetObjectCommand({ Bucket, Key }))).Body!.transformToString()

it('refuses a changed file, and keeps what --replace overwrites outside the table', async () => {
  cities('1,a,b,c\n')
  await send({ tables: ['cities'] })
  cities('1,changed,b,c\n')
  await expect(send({ tables: ['cities'] })).rejects.toMatchObject({ code: 'RAW_FILE_CHANGED', exitCode: 1 })
  expect(await textOf('raw/cities/cities.csv')).toContain('1,a,')
  const dry = await send({ tables: ['cities'], replace: true, dryRun: true })
  expect(dry).toMatchObject({ replaced: ['raw/cities/cities.csv'] })
  expect(await textOf('raw/cities/cities.csv')).toContain('1,a,')
  const { kept } = await send({ tables: ['cities'], replace: true })
  expect(kept).toEqual([expect.stringMatching(/^raw_replaced\/cities\/\d{8}T\d{6}Z\/cities\.csv$/)])
  expect(await textOf(kept[0]!)).toContain('1,a,')
  expect(await textOf('raw/cities/cities.csv')).toContain('changed')
})

it('uploads wrong rows only when told', async () => {
  cities('1,a,b,c\n2,short\n')
  await expect(send({ tables: ['cities'] })).rejects.toMatchObject({
    code: 'CSV_DOES_NOT_FIT',
    exitCode: 1,
    why: expect.stringMatching(/cities\.csv:3 "2,short": 2 fields where the table has 4 columns\nin all: columns 1/),
  })
  expect(await keys()).toEqual([])
  const { progress, warnings } = recordingProgress()
  const result = await send({ tables: ['cities'], allowBad: true, progress })
  expect(result).toMatchObject({ added: ['raw/cities/cities.csv'], bad: [{ counts: { columns: 1 } }] })
  expect(warnings.join()).toContain('--allow-bad')
})

it('deletes nothing unless asked, and only after the answer', async () => {
  cities('1,a,b,c\n')
  await lake.clients.s3.send(new PutObjectCommand({ Bucket, Key: 'raw/cities/old.csv', Body: 'x' }))
  const no = () => Promise.reject(new Error('no'))
  await expect(send({ tables: ['cities'], confirmPrune: no })).rejects.toThrow('no')
  expect(await keys()).toEqual(['raw/cities/old.csv'])
  const asked: string[] = []
  await send({ tables: ['cities'], confirmPrune: async found => void asked.push(...found) })
  expect(asked).toEqual(['raw/cities/old.csv'])
  expect(await keys()).toEqual(['raw/cities/cities.csv'])
})

it('goes on with an upload that was interrupted, and begins anew where the content is another', async () => {
  const rows = (word: string) => `1,${word.repeat(60)},00000,1\n`.repeat(180_000)
  const Key = 'raw/cities/cities.csv'
  const begin = async (text: string) => {
    const { UploadId } = await lake.clients.s3.send(
      new CreateMultipartUploadCommand({ Bucket, Key, ChecksumAlgorithm: 'CRC32' }),
    )
    const Body = Buffer.from(text).subarray(0, 8 * 1024 * 1024)
    await lake.clients.s3.send(
      new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body, ChecksumAlgorithm: 'CRC32' }),
    )
  }
  const sentParts: number[] = []
  const { s3 } = lake.clients
  s3.middlewareStack.add(
    (next, context) => async args => {
      if (context.commandName === 'UploadPartCommand') sentParts.push((args.input as { PartNumber: number }).PartNumber)
      return next(args)
    },
    { name: 'sent-parts', step: 'initialize' },
  )
  try {
    await begin(CITIES + rows('x'))
    sentParts.length = 0
    cities(rows('x'))
    await send({ tables: ['cities'] })
    expect(sentParts).toEqual([2])
    expect((await textOf(Key)) === CITIES + rows('x')).toBe(true)
    expect(await send({ tables: ['cities'] })).toMatchObject({ unchanged: 1 })
    utimesSync(join(folder, 'cities.csv'), new Date(), new Date())
    expect(await send({ tables: ['cities'] })).toMatchObject({ unchanged: 1 })
    await begin(CITIES + rows('y'))
    sentParts.length = 0
    cities(rows('z'))
    await send({ tables: ['cities'], replace: true })
    expect(sentParts.sort()).toEqual([1, 2])
    expect((await textOf(Key)) === CITIES + rows('z')).toBe(true)
  } finally {
    s3.middlewareStack.remove('sent-parts')
  }
})

it('puts files into partitions, by folder or by name, and adds those to Glue', async () => {
  const partitioned = sources.map(one => (one.name === 'cities' ? { ...one, partitionedBy: ['partition'] } : one))
  await provision({ ...lake, sources: partitioned })
  mkdirSync(join(folder, 'cities', 'partition=20180401'), { recursive: true })
  writeFileSync(join(folder, 'cities', 'partition=20180401', 'a.csv.gz'), gzipSync(`${CITIES}1,a,b,c\n`))
  const options = { sources: partitioned, tables: ['cities'] }
  expect(await send(options)).toMatchObject({ added: ['raw/cities/partition=20180401/a.csv.gz'], partitions: 1 })
  rmSync(join(folder, 'cities'), { recursive: true })
  cities('2,d,e,f\n3,d,e,f\n')
  await expect(send(options)).rejects.toMatchObject({ code: 'NO_PARTITION' })
  const added = await send({ ...options, partition: '20180402' })
  expect(added).toMatchObject({ added: ['raw/cities/partition=20180402/cities.csv'], partitions: 1 })
  const { Partitions } = await lake.clients.glue.send(
    new GetPartitionsCommand({ DatabaseName: 'raw', TableName: 'cities' }),
  )
  expect(Partitions!.map(one => one.Values)).toEqual([['20180401'], ['20180402']])
  expect(Partitions![1]!.StorageDescriptor!.Location).toBe(`s3://${Bucket}/raw/cities/partition=20180402/`)
  await expect(send({ partition: '1', tables: ['cities'] })).rejects.toMatchObject({ code: 'TABLE_NOT_PARTITIONED' })
  const other = partitioned.map(one => (one.name === 'cities' ? { ...one, partitionedBy: ['day'] } : one))
  const before = await keys()
  await expect(send({ ...options, sources: other, partition: '1' })).rejects.toMatchObject({
    code: 'RAW_TABLE_PARTITIONS_DIFFER',
    message: expect.stringContaining('partitioned by partition in Glue, and by day in'),
  })
  expect(await keys()).toEqual(before)
})

it('finds a key that another file of the table has, be that new or uploaded before', async () => {
  const keyed = sources.map(table => (table.name === 'cities' ? { ...table, key: ['CityID'] } : table))
  const options = { sources: keyed, tables: ['cities'] }
  mkdirSync(join(folder, 'cities'))
  const write = (name: string, rows: string) => writeFileSync(join(folder, 'cities', name), CITIES + rows)
  write('a.csv', '1,a,b,c\n2,a,b,c\n')
  write('b.csv', '3,a,b,c\n"2",a,b,c\n')
  await expect(send(options)).rejects.toMatchObject({
    code: 'CSV_DOES_NOT_FIT',
    why: expect.stringMatching(/b\.csv:3 CityID "2": the key is in \S*a\.csv:3 already\nin all: duplicate 1/),
  })
  write('b.csv', '3,a,b,c\n')
  expect(await send(options)).toMatchObject({ added: ['raw/cities/a.csv', 'raw/cities/b.csv'] })
  write('c.csv', '4,a,b,c\n1,a,b,c\n3,a,b,c\n')
  const { bad } = await send({ ...options, allowBad: true })
  expect(bad).toMatchObject([
    {
      counts: { duplicate: 2 },
      first: [
        { line: 3, value: '1' },
        { line: 4, value: '3' },
      ],
    },
  ])
})

it('checks what the stg models make of the values', async () => {
  const options = { tables: ['cities'], dbtFolder: join(packageRoot, 'dbt') }
  cities('1,a,b,2\nx,a,b, NULL\n,a,b,2.5\n')
  await expect(send(options)).rejects.toMatchObject({
    why: expect.stringContaining(
      'cities.csv:3 CityID "x": cannot be read as integer: NULL in stg_cities\n' +
        `${relative(process.cwd(), folder)}/cities.csv:4 CountryID "2.5": cannot be read as integer: NULL in stg_cities\n` +
        'in all: type 2',
    ),
  })
})
