import { rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { expect, it } from 'vitest'
import { fetchSource } from '../../../../src/lib/warehouse/upload/fetch-source.js'
import { Bucket, emptyRawBucket, folder, keys, lake, send } from '../../../support/raw-bucket.js'

emptyRawBucket()

const CITIES = 'CityID,CityName,Zipcode,CountryID\n'
const cities = (rows: string) => writeFileSync(join(folder, 'cities.csv'), CITIES + rows)

it('names gzip files that are cut off or damaged, and reads all members of one that is not', async () => {
  const write = (bytes: Buffer) => writeFileSync(join(folder, 'cities.csv.gz'), bytes)
  const rows = Array.from({ length: 5000 }, (_, n) => `${n},${n * 7919},x,y\n`).join('')
  const whole = gzipSync(CITIES + rows)
  const refused = (why: RegExp) =>
    expect(send({ tables: ['cities'] })).rejects.toMatchObject({
      code: 'GZIP_DAMAGED',
      message: expect.stringContaining('cities.csv.gz'),
      why: expect.stringMatching(why),
    })
  write(whole.subarray(0, whole.length - 200))
  await refused(/ends in the middle/)
  write(Buffer.from(CITIES))
  await refused(/no gzip file/)
  const damaged = Buffer.from(whole)
  damaged.fill(0xff, 5000, 5100)
  write(damaged)
  await refused(/damaged/)
  write(Buffer.concat([whole, gzipSync('5001,a,b\n')]))
  await expect(send({ tables: ['cities'] })).rejects.toMatchObject({
    why: expect.stringMatching(/cities\.csv\.gz:5002 "5001,a,b": 3 fields/),
  })
})

it('sends no file that changes meanwhile, or that is gone', async () => {
  cities('1,a,b,c\n')
  const path = join(folder, 'cities.csv')
  const change = () => writeFileSync(path, `${CITIES}1,changed,b,c\n`)
  await expect(send({ tables: ['cities'], onBegin: change })).rejects.toMatchObject({ code: 'FILE_CHANGED' })
  const begun: string[][] = []
  const vanish = (replaced: string[]) => {
    begun.push(replaced)
    rmSync(path)
  }
  await expect(send({ tables: ['cities'], onBegin: vanish })).rejects.toMatchObject({
    code: 'FILE_NOT_READABLE',
    why: 'It is not there any more.',
  })
  expect(begun).toEqual([[]])
  symlinkSync(join(folder, 'nowhere'), path)
  await expect(send({ tables: ['cities'] })).rejects.toMatchObject({ code: 'FILE_NOT_READABLE' })
  expect(await keys()).toEqual([])
})

it('reads a folder of another bucket and an address of the web, and calls their files by these', async () => {
  await lake.clients.s3.send(new CreateBucketCommand({ Bucket: 'deliveries' }))
  const put = (Key: string, Body: string) =>
    lake.clients.s3.send(new PutObjectCommand({ Bucket: 'deliveries', Key, Body }))
  await put('2024/cities/new.csv', `${CITIES}1,a,b,c\n`)
  await put('2024/categories.csv', 'CategoryID,CategoryName\n1\n')
  const from = await fetchSource('s3://deliveries/2024', lake.clients.s3)
  expect(await send({ ...from, tables: ['cities'] })).toMatchObject({ added: ['raw/cities/new.csv'] })
  await expect(send({ ...from, tables: ['categories'] })).rejects.toMatchObject({
    why: expect.stringContaining('s3://deliveries/2024/categories.csv:2 "1": 1 fields'),
  })
  from.remove!()
  const server = createServer((request, response) => {
    response.statusCode = request.url === '/cities.csv' ? 200 : 404
    response.end(`${CITIES}1,a,b\n`)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const web = await fetchSource(`${address}/cities.csv`, lake.clients.s3)
  await expect(send({ ...web, tables: ['cities'] })).rejects.toMatchObject({
    why: expect.stringContaining(`${address}/cities.csv:2 "1,a,b": 3 fields`),
  })
  web.remove!()
  await expect(fetchSource(`${address}/none.csv`, lake.clients.s3)).rejects.toMatchObject({
    code: 'SOURCE_NOT_READABLE',
    why: 'The server answered 404.',
  })
  server.close()
})

it('takes one file for one table, from S3 too', async () => {
  await lake.clients.s3.send(new PutObjectCommand({ Bucket, Key: 'inbox/delivery.csv', Body: `${CITIES}1,a,b,c\n` }))
  const source = await fetchSource(`s3://${Bucket}/inbox/delivery.csv`, lake.clients.s3)
  expect(await send({ file: source.file, tables: ['cities'] })).toMatchObject({ added: ['raw/cities/delivery.csv'] })
  source.remove?.()
  await expect(send({ file: source.file })).rejects.toMatchObject({ code: 'WHICH_TABLE', exitCode: 2 })
  await expect(fetchSource('/not/there.csv', lake.clients.s3)).rejects.toMatchObject({ code: 'SOURCE_NOT_READABLE' })
})
