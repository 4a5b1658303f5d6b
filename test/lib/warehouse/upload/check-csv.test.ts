import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RawTable } from '../../../../src/lib/project/raw-sources.js'
import { checkCsv } from '../../../../src/lib/warehouse/upload/check-csv.js'
import { csvFields } from '../../../../src/lib/warehouse/upload/csv-line.js'

const csv = { separator: ',', quote: '"', escape: '\\', skipHeaderLines: 1 }
const cities: RawTable = {
  name: 'cities',
  columns: ['CityID', 'CityName', 'Zipcode'].map(name => ({ name, type: 'string' })),
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

function check(text: string): Promise<void> {
  const path = join(folder, 'cities.csv')
  writeFileSync(path, text)
  return checkCsv(path, cities)
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
    ['larger than what is looked at', `CityID,CityName,Zipcode\n${'1,Łódź,90001\n'.repeat(9000)}`],
  ])('%s', async (_, text) => expect(await check(text)).toBeUndefined())
})

describe('a file that does not fit', () => {
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
    ['a short line', 'CityID,CityName,Zipcode\n1,Dayton,45401\n2,Hull\n', /2 fields where the table has 3 columns/],
    ['a quoted line break', 'CityID,CityName,Zipcode\n1,"Day\nton",45401\n', /row of its own/],
  ])('%s', async (_, text, why) => {
    await expect(check(text)).rejects.toMatchObject({
      code: 'CSV_DOES_NOT_FIT',
      exitCode: 2,
      message: expect.stringContaining('cities.csv'),
      why: expect.stringMatching(why),
      actions: expect.arrayContaining([expect.stringContaining('dbt/models/raw/shop.yml:7')]),
    })
  })
})
