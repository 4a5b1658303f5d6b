import { appendFileSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { mdw } from '../support/cli.js'
import { freePort } from '../support/cli-project.js'

/** Unrelated deliveries, each with faults of its own. */
const FILES: Record<string, string | Buffer> = {
  'Kunden-Liste.csv':
    '\uFEFFKunden ID;Straße;Umsatz;Seit;PLZ\n1;Höfe 1;1.000,50;31.12.2021;01001\n2;Weg 2;7,25;1.2.2022;22041\n',
  'stations.csv': Buffer.from('StationID,StationName,Order\n1,Málaga,10\n2,Liège,20\n3,Ærø,30\n', 'latin1'),
  'trips.csv': [
    'Export of 2024,,,,,',
    '',
    'Trip ID,StationID,Trip Date,Started At,Fare,Note',
    '1,1,2024-03-01,2024-03-01T10:30:00,"1,250.50","said ""hi""\nand left"',
    '2,2,13/03/2024,2024-03-13 11:00:00,2.50,C:\\temp',
    '3,9,2024-03-14,2024-03-14 11:00:00,N/A,5" pipe',
    '3,9,2024-03-14,2024-03-14 11:00:00,N/A,5" pipe',
    '4,3',
    '5,1,2024-03-15,2024-03-15 11:00:00,1.00,a,b,c',
    '6,1,2024-03-15,2024-03-15 11:00:00,1.00,"open',
    '',
  ].join('\n'),
  'prices.tsv': 'sku\tprice\tvalid_from\tactive\tselect\nA1\t1.5\t01/02/2023\ttrue\t1\nA2\t20\t02/03/2023\tFALSE\tx\n',
  'no header.txt': '1|2.5|2020-01-01\n2|3.5|2020-01-02\n',
  'only a header.csv': 'a,b,日本\n',
  'empty.csv': '',
}

let root: string
let folder: string

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'mdw-init-')))
  folder = join(root, 'town')
  mkdirSync(join(root, 'delivered'))
  for (const [name, content] of Object.entries(FILES)) writeFileSync(join(root, 'delivered', name), content)
})

afterAll(async () => {
  await mdw(['down'], folder)
  rmSync(root, { recursive: true, force: true, maxRetries: 5 })
})

async function json(args: string[], cwd = folder) {
  const result = await mdw([...args, '--json'], cwd)
  expect(result.exitCode, result.stdout.slice(-3000) + result.stderr.slice(-1000)).toBe(0)
  return JSON.parse(result.stdout)
}

const rows = async (sql: string) => (await json(['query', sql])).rows

it('makes a project of dirty files that comes up, passes its tests and the layer rules, and holds what the files said', {
  timeout: 180_000,
}, async () => {
  await json(['init', 'town', '--from', 'delivered', '--port', `${await freePort()}`], root)
  const { build } = await json(['up'])
  expect(build.success).toBe(true)

  expect(await rows('select kunden_id, strasse, umsatz, seit, plz from std.std_kunden_liste order by 1')).toEqual([
    ['1', 'Höfe 1', '1000.50', '2021-12-31', '01001'],
    ['2', 'Weg 2', '7.25', '2022-02-01', '22041'],
  ])
  expect(await rows('select trip_id, station_name, trip_date, fare, note from std.std_trips order by 1')).toEqual([
    ['1', 'Málaga', '2024-03-01', '1250.50', 'said "hi" and left'],
    ['2', 'Liège', '2024-03-13', '2.50', 'C:\\temp'],
    ['3', null, '2024-03-14', null, '5" pipe'],
    ['4', 'Ærø', null, null, null],
    ['6', 'Málaga', '2024-03-15', '1.00', '"open'],
  ])
  expect(await rows('select sku, price, valid_from, active, price_select from std.std_prices order by 1')).toEqual([
    ['A1', '1.5', '01/02/2023', 'true', '1'],
    ['A2', '20.0', '02/03/2023', 'false', 'x'],
  ])
  expect(await rows('select column_1, column_2, column_3 from std.std_no_header order by 1')).toEqual([
    ['1', '2.5', '2020-01-01'],
    ['2', '3.5', '2020-01-02'],
  ])
  expect(await rows('select partition, trip_count, total_fare from cur.daily_trips order by 1')).toEqual([
    ['19000101', '1', null],
    ['20240301', '1', '1250.50'],
    ['20240313', '1', '2.50'],
    ['20240314', '1', null],
    ['20240315', '1', '1.00'],
  ])
  const lint = await mdw(['lint', '--strict'], folder)
  expect(lint.exitCode, lint.stdout).toBe(0)
})

it('deletes and replaces raw files when it is told to, and not before', { timeout: 60_000 }, async () => {
  const raw = join(folder, 'data', 'raw')
  mkdirSync(join(raw, 'prices'))
  renameSync(join(raw, 'prices.csv'), join(raw, 'prices', 'prices.csv'))
  writeFileSync(
    join(raw, 'prices', 'again.csv'),
    'sku\tprice\tvalid_from\tactive\tselect\nB1\t1.5\t01/02/2023\ttrue\t1\n',
  )
  expect((await json(['upload', 'prices'])).added).toEqual(['raw/prices/again.csv'])

  rmSync(join(raw, 'prices', 'again.csv'))
  expect((await json(['upload', 'prices'])).removed).toEqual([])
  const asked = await mdw(['upload', 'prices', '--prune'], folder)
  expect(asked.exitCode, asked.stderr).toBe(6)
  expect(asked.stderr).toContain('raw/prices/again.csv')
  expect((await json(['upload', 'prices', '--prune', '--dry-run'])).removed).toEqual(['raw/prices/again.csv'])
  expect((await json(['upload', 'prices', '--prune', '--yes'])).removed).toEqual(['raw/prices/again.csv'])
  expect((await json(['upload', 'prices', '--prune', '--yes'])).removed).toEqual([])

  appendFileSync(join(raw, 'prices', 'prices.csv'), 'A3\t1.0\t03/02/2023\ttrue\t1\n')
  const refused = await mdw(['upload', 'prices'], folder)
  expect(refused.exitCode).toBe(1)
  expect(refused.stderr).toContain('RAW_FILE_CHANGED')
  const { replaced, kept } = await json(['upload', 'prices', '--replace'])
  expect(replaced).toEqual(['raw/prices/prices.csv'])
  expect(kept).toEqual([expect.stringMatching(/^raw_replaced\/prices\/\d{8}T\d{6}Z\/prices\.csv$/)])
})
