import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refuseOtherProjects } from '../../../../src/lib/warehouse/sample/fits.js'
import { generateSample } from '../../../../src/lib/warehouse/sample/generate.js'
import { sampleState } from '../../../../src/lib/warehouse/sample/state.js'

const TABLES = ['categories', 'cities', 'countries', 'customers', 'employees', 'products', 'sales']
let root: string

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'mdw-sample-'))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('the sample', () => {
  let folder: string
  let ask: (sql: string) => Promise<unknown[][]>

  beforeAll(async () => {
    folder = join(root, 'small')
    await generateSample({ folder, rows: 20_000 })
    const connection = await (await DuckDBInstance.create()).connect()
    for (const table of TABLES) {
      await connection.run(
        `create table ${table} as from read_csv('${folder}/${table}.csv', header = true, all_varchar = true, quote = '"', escape = '"', nullstr = '')`,
      )
    }
    ask = async sql => (await connection.runAndReadAll(sql)).getRowsJson() as unknown[][]
  })

  it('is the same bytes for the same seed, and others for another', async () => {
    const [again, other] = [join(root, 'again'), join(root, 'other')]
    await generateSample({ folder: again, rows: 20_000 })
    await generateSample({ folder: other, rows: 20_000, seed: 7 })
    for (const table of TABLES) {
      expect(readFileSync(join(again, `${table}.csv`)).equals(readFileSync(join(folder, `${table}.csv`)))).toBe(true)
    }
    expect(readFileSync(join(other, 'sales.csv')).equals(readFileSync(join(folder, 'sales.csv')))).toBe(false)
  })

  it('refers only to rows that exist', async () => {
    const references = [
      ['sales', 'SalesPersonID', 'employees', 'EmployeeID'],
      ['sales', 'CustomerID', 'customers', 'CustomerID'],
      ['sales', 'ProductID', 'products', 'ProductID'],
      ['products', 'CategoryID', 'categories', 'CategoryID'],
      ['customers', 'CityID', 'cities', 'CityID'],
      ['employees', 'CityID', 'cities', 'CityID'],
      ['cities', 'CountryID', 'countries', 'CountryID'],
    ]
    for (const [child, key, parent, id] of references) {
      const orphans = await ask(`select count(*) from ${child} where ${key} not in (select ${id} from ${parent})`)
      expect(orphans, `${child}.${key}`).toEqual([['0']])
    }
  })

  it('has the dates, gaps and values of the public files', async () => {
    expect(await ask('select count(*), count(distinct SalesID), count(distinct TransactionNumber) from sales')).toEqual(
      [['20000', '20000', '20000']],
    )
    const shape = '2018-0[1-5]-[0-3][0-9] [0-2][0-9]:[0-5][0-9]:[0-5][0-9][.][0-9]{3}'
    const [[missing, first, last, odd]] = (await ask(`
      select count(*) - count(SalesDate), min(SalesDate), max(SalesDate),
        count(*) filter (not regexp_full_match(SalesDate, '${shape}'))
      from sales`)) as [[string, string, string, string]]
    expect(Number(missing)).toBeGreaterThan(120)
    expect(Number(missing)).toBeLessThan(280)
    expect(first.slice(0, 10)).toBe('2018-01-01')
    expect(last.slice(0, 10)).toBe('2018-05-09')
    expect(odd).toBe('0')
    expect(await ask('select distinct TotalPrice from sales')).toEqual([['0.00']])
  })

  it('has quotes, commas, other scripts and missing values in names', async () => {
    const [counts] = await ask(`select
      (select count(*) from products where ProductName like '%"%'),
      (select count(*) from products where ProductName like '%,%'),
      (select count(*) from customers where regexp_matches(FirstName, '[^ -~]')),
      (select count(*) from customers where MiddleInitial is null),
      (select count(*) from customers where MiddleInitial = 'NULL')`)
    for (const count of counts as string[]) expect(Number(count)).toBeGreaterThan(0)
  })
})

describe('the folder', () => {
  it('is left alone when the same sample is there', async () => {
    const folder = join(root, 'twice')
    expect((await generateSample({ folder, rows: 100 })).written).toBe(true)
    expect((await generateSample({ folder, rows: 100 })).written).toBe(false)
    const larger = await generateSample({ folder, rows: 200 })
    expect(larger).toMatchObject({ written: true, rows: { sales: 200, products: 452, employees: 23 } })
    expect(sampleState(folder)).toMatchObject({ kind: 'sample', record: { sales: 200 } })
  })

  it("keeps the user's own files", async () => {
    const folder = join(root, 'own')
    mkdirSync(folder)
    writeFileSync(join(folder, 'sales.csv'), 'mine\n')
    await expect(generateSample({ folder, rows: 10 })).rejects.toMatchObject({ code: 'SAMPLE_WOULD_OVERWRITE' })
    expect(readFileSync(join(folder, 'sales.csv'), 'utf8')).toBe('mine\n')
    await generateSample({ folder, rows: 10, overwrite: true })
    expect(readFileSync(join(folder, 'sales.csv'), 'utf8')).toMatch(/^SalesID,/)
  })

  it('takes a changed sample for the user’s', async () => {
    const folder = join(root, 'changed')
    await generateSample({ folder, rows: 10 })
    writeFileSync(join(folder, 'products.csv'), 'ProductID\n1\n')
    expect(sampleState(folder).kind).toBe('files')
    await expect(generateSample({ folder, rows: 20 })).rejects.toMatchObject({ code: 'SAMPLE_WOULD_OVERWRITE' })
  })

  it('has nothing half-written in it after an abort', async () => {
    const folder = join(root, 'aborted')
    const stop = new AbortController()
    stop.abort()
    const work = generateSample({ folder, rows: 500_000, signal: stop.signal })
    await expect(work).rejects.toMatchObject({ code: 'INTERRUPTED', exitCode: 130 })
    expect(readdirSync(folder)).toEqual([])
  })

  it.each([0, -1, 1.5, Number.NaN])('refuses %s rows', async rows => {
    await expect(generateSample({ folder: join(root, 'none'), rows })).rejects.toMatchObject({ exitCode: 2 })
  })
})

it('writes a million sales in a few seconds', async () => {
  const started = performance.now()
  const result = await generateSample({ folder: join(root, 'million'), rows: 1_000_000 })
  expect(result.rows.customers).toBe(40_000)
  // about half a second on an idle machine
  expect(performance.now() - started).toBeLessThan(30_000)
})

it('is not for projects of other tables', () => {
  expect(() => refuseOtherProjects([{ name: 'sales' }, { name: 'stores' }], 'data/raw')).not.toThrow()
  expect(() => refuseOtherProjects([{ name: 'trips' }], 'data/raw')).toThrow(
    /no sample of this project's tables \(trips\)/,
  )
})
