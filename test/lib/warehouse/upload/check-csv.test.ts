import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RawTable } from '../../../../src/lib/project/raw-sources.js'
import { csvFields } from '../../../../src/lib/warehouse/upload/csv-line.js'
import { readStgCasts } from '../../../../src/lib/warehouse/upload/stg-casts/read-casts.js'
import { validateTable } from '../../../../src/lib/warehouse/upload/validate/validate-table.js'

const csv = { separator: ',', quote: '"', escape: '\\', skipHeaderLines: 1 }
const cities: RawTable = {
  name: 'cities',
  columns: ['CityID', 'CityName', 'Zipcode'].map(name => ({
    name,
    type: 'string',
    ...(name === 'CityID' ? { cast: 'integer' } : {}),
  })),
  key: ['CityID'],
  partitionedBy: [],
  location: 'raw/cities/',
  csv,
  file: 'dbt/models/raw/shop.yml',
  line: 7,
}
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mdw-csv-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

async function check(content: string | Buffer, name = 'cities.csv') {
  const path = join(folder, name)
  writeFileSync(path, content)
  const casts = readStgCasts(undefined, [cities]).get('cities')!
  const [report] = await validateTable({ table: cities, casts, files: [{ path, shown: name }], uploaded: [] })
  return report!
}

describe('a line', () => {
  it.each([
    ['1,Dayton,45401', ['1', 'Dayton', '45401']],
    ['1,"Hull, City of",""', ['1', 'Hull, City of', '']],
    ['1,"12"" pan",', ['1', '12" pan', '']],
    ['1,"a \\" b",c', ['1', 'a " b', 'c']],
    ['', ['']],
    ['1,"open', undefined],
  ])('%s', (line, fields) => expect(csvFields(line, csv)).toEqual(fields))
})

describe('a file that fits', () => {
  it.each([
    ['as the definition has it', 'CityID,CityName,Zipcode\n1,Dayton,45401\n'],
    ['without a last line break', 'CityID,CityName,Zipcode\n1,Dayton,45401'],
    ['with a byte order mark, CRLF and another case', '\uFEFFcityid,"CITYNAME", Zipcode\r\n1,"A, B",\r\n'],
    ['of a header alone', 'CityID,CityName,Zipcode\n'],
    [
      'larger than what is looked at',
      `CityID,CityName,Zipcode\n${Array.from({ length: 9000 }, (_, n) => `${n},Łódź,90001\n`).join('')}`,
    ],
  ])('%s', async (_, text) => expect(await check(text)).toMatchObject({ counts: {}, first: [] }))
})

describe('a header that does not fit', () => {
  it.each([
    [
      'a missing column',
      'CityID,Zipcode\n',
      /expected: CityID,CityName,Zipcode\nfound: {4}CityID,Zipcode\nmissing: CityName/,
    ],
    ['a column too many', 'CityID,CityName,Zipcode,Mayor\n', /not expected: Mayor/],
    ['another order', 'CityName,CityID,Zipcode\n', /in another order/],
    ['another separator', 'CityID;CityName;Zipcode\n', /separated by ";" instead of ","/],
    ['no header', '1,Dayton,45401\n', /missing: CityID, CityName, Zipcode/],
    ['nothing in it', '', /not even a header line/],
  ])('%s', async (_, text, why) => {
    await expect(check(text)).rejects.toMatchObject({
      code: 'CSV_DOES_NOT_FIT',
      exitCode: 1,
      message: expect.stringContaining('cities.csv'),
      why: expect.stringMatching(why),
      actions: expect.arrayContaining([expect.stringContaining('dbt/models/raw/shop.yml:7')]),
    })
  })
})

const HEADER = 'CityID,CityName,Zipcode\n'

describe('rows that do not fit', () => {
  it.each([
    ['a short line', '1,Dayton,45401\n2,Hull\n', { columns: 1 }, { line: 3, value: '2,Hull' }],
    [
      'a blank line',
      '1,Dayton,45401\n\n2,Hull,1\n',
      { columns: 1 },
      { line: 3, text: expect.stringContaining('1 fields') },
    ],
    ['a line break in quotes', '1,"Day\nton",45401\n', { quoting: 2 }, { line: 2, kind: 'quoting' }],
    [
      'text for a number',
      '1,a,b\nx7,c,d\n',
      { type: 1 },
      { line: 3, column: 'CityID', value: 'x7', text: 'cannot be read as integer' },
    ],
    ['a fraction for an integer', '1.5,a,b\n', { type: 1 }, { line: 2, value: '1.5' }],
    ['a number that is too large', '1,a,b\n3000000000,c,d\n', { type: 1 }, { line: 3 }],
    ['a key that is there twice', '1,a,b\n2,c,d\n1,e,f\n', { duplicate: 1 }, { line: 4, column: 'CityID', value: '1' }],
  ])('%s', async (_, text, counts, first) => {
    const report = await check(HEADER + text)
    expect(report.counts).toEqual(counts)
    expect(report.first[0]).toMatchObject({ file: expect.stringContaining('cities.csv'), ...first })
  })

  it('bytes that are not UTF-8', async () => {
    const report = await check(
      Buffer.concat([Buffer.from(`${HEADER}1,a,b\n2,`), Buffer.from([0xe9]), Buffer.from(',c\n')]),
    )
    expect(report).toMatchObject({ counts: { encoding: 1 }, first: [{ line: 3, kind: 'encoding' }] })
  })

  it('a gzip file, with the first ten of many', async () => {
    const rows = Array.from({ length: 500 }, (_, n) => `n${n},a,b\n`).join('')
    const report = await check(gzipSync(HEADER + rows), 'cities.csv.gz')
    expect(report.counts).toEqual({ type: 500 })
    expect(report.first.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
  })

  it('counts all keys that are there twice, and shows the first', async () => {
    const rows = Array.from({ length: 3000 }, (_, n) => `${n},a,b\n`).join('')
    const report = await check(HEADER + rows + rows)
    expect(report.counts).toEqual({ duplicate: 3000 })
    expect(report.first).toHaveLength(10)
    expect(report.first[0]).toMatchObject({ line: 3002, value: '0', text: 'the key is on line 2 already' })
    expect(report.first[9]).toMatchObject({ line: 3011, value: '9', text: 'the key is on line 11 already' })
  })

  it('lets missing values, and quotes escaped with a backslash, pass', async () => {
    expect(await check(`${HEADER},a,b\n2,"a \\" b",c\n`)).toMatchObject({ counts: {} })
  })
})
