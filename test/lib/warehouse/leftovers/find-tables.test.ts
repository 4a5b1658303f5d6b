import { describe, expect, it } from 'vitest'
import { leftoverTables, type PlacedTable } from '../../../../src/lib/warehouse/leftovers/find-tables.js'
import { intermediateName } from '../../../../src/lib/warehouse/leftovers/leftover.js'
import { overlaps } from '../../../../src/lib/warehouse/leftovers/locations.js'

const old = new Date('2018-03-01T00:00:00Z')
const placed = (database: string, name: string, location?: string, made = old): PlacedTable => ({
  database,
  glue: { Name: name, CreateTime: made, StorageDescriptor: { Location: location } },
  locations: location === undefined ? [] : [location],
})
const before = new Date('2018-03-02T00:00:00Z')

describe('names that dbt gives to its own tables', () => {
  it.each([
    ['sales__dbt_tmp', 'sales'],
    ['history__dbt_tmp_snapshot', 'history'],
    ['sales__bkp', 'sales'],
    ['sales__ha', 'sales'],
    ['sales__tmp_not_partitioned', 'sales'],
  ])('%s', (name, of) => {
    expect(intermediateName(name)?.of).toBe(of)
  })

  it.each(['sales', 'sales_bkp', '__bkp', 'sales__bkp_2018', 'sales__ha__x'])('not %s', name => {
    expect(intermediateName(name)).toBeUndefined()
  })
})

describe('leftover tables', () => {
  it('are the old ones of the layers; a backup without its table is the last copy', () => {
    const { old: found, young } = leftoverTables(
      [
        placed('cur', 'a', 's3://b/cur/a/1/'),
        placed('cur', 'a__bkp', 's3://b/cur/a/0/'),
        placed('cur', 'gone__bkp', 's3://b/cur/gone/0/'),
        placed('cur', 'a__dbt_tmp', 's3://b/cur/a__dbt_tmp/0/', new Date('2018-03-03T00:00:00Z')),
        placed('elsewhere', 'x__dbt_tmp', 's3://b/elsewhere/x/0/'),
      ],
      ['std', 'cur'],
      before,
    )
    expect(found.map(({ name, lastCopy }) => [name, lastCopy])).toEqual([
      ['a__bkp', false],
      ['gone__bkp', true],
    ])
    expect(young).toBe(1)
  })

  it('have their objects deleted only where no other table has any in the same place', () => {
    const locations = (tables: PlacedTable[]) =>
      leftoverTables(tables, ['cur'], before).old.map(({ location }) => location)
    expect(locations([placed('cur', 'a__bkp', 's3://b/cur/a/0/')])).toEqual(['s3://b/cur/a/0/'])
    expect(locations([placed('cur', 'a__bkp', 's3://b/cur/a/'), placed('x', 'y', 's3://b/cur/a/0/')])).toEqual([null])
    expect(locations([placed('cur', 'v__dbt_tmp')])).toEqual([null])
    expect(locations([placed('cur', 'a__bkp', 's3://b/cur/')])).toEqual([null])
  })
})

it('takes a folder for another’s only where one is inside the other', () => {
  expect(overlaps('s3://b/a/', 's3://b/a/x/')).toBe(true)
  expect(overlaps('s3://b/a/', 's3://b/ab/')).toBe(false)
})
