import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openCatalog } from '../../../../src/lib/lakehouse/catalog/lmdb-catalog.js'
import { CatalogError, type CatalogStore, type TableInput } from '../../../../src/lib/lakehouse/catalog/model.js'

let dir: string
let catalog: CatalogStore

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mdw-catalog-'))
  catalog = openCatalog(dir)
})
afterEach(() => {
  catalog.close()
  rmSync(dir, { recursive: true })
})

const table = (name: string, more: Partial<TableInput> = {}): TableInput => ({
  databaseName: 'std',
  name,
  tableType: 'EXTERNAL_TABLE',
  parameters: {},
  partitionKeys: [],
  storageDescriptor: { columns: [{ name: 'id', type: 'bigint' }], location: `s3://lake/${name}` },
  ...more,
})

const failure = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    if (error instanceof CatalogError) return `${error.code}: ${error.message}`
    throw error
  }
  return 'no error'
}

describe('databases', () => {
  it('keeps what it is given, under a lower-case name, in name order', () => {
    catalog.createDatabase({ name: 'Std', description: 'modelled', parameters: { __proto__: 'x', Key: 'Value' } })
    catalog.createDatabase({ name: 'cur', locationUri: 's3://lake/cur', createTableDefaultPermissions: [] })
    expect(catalog.databases().map(database => database.name)).toEqual(['cur', 'std'])
    expect(catalog.database('STD')).toMatchObject({
      name: 'std',
      description: 'modelled',
      parameters: { Key: 'Value' },
    })
    expect(catalog.database('cur')?.createTime).toBeInstanceOf(Date)
    expect(catalog.database('cur')?.createTableDefaultPermissions).toEqual([])
    const created = catalog.database('cur')!.createTime
    expect(catalog.updateDatabase('cur', { name: 'CUR', description: 'curated' })).toEqual({
      name: 'cur',
      description: 'curated',
      createTime: created,
    })
    expect(catalog.database('cur')?.locationUri).toBeUndefined()
  })

  it('refuses a second one, a missing one and a new name', () => {
    catalog.createDatabase({ name: 'std' })
    expect(failure(() => catalog.createDatabase({ name: 'STD' }))).toBe('AlreadyExists: Database already exists.')
    expect(failure(() => catalog.deleteDatabase('raw'))).toBe('EntityNotFound: Database raw not found.')
    expect(failure(() => catalog.tables('raw'))).toBe('EntityNotFound: Database raw not found.')
    expect(failure(() => catalog.updateDatabase('std', { name: 'other' }))).toMatch(/^InvalidInput/)
  })

  it('takes its tables along, and only its own', () => {
    for (const name of ['std', 'std2']) catalog.createDatabase({ name })
    catalog.createTable(table('orders'))
    catalog.createTable(table('orders', { databaseName: 'std2' }))
    catalog.createPartitions('std', 'orders', [{ values: ['1'] }])
    catalog.putAttachment({ database: 'std' }, 'tag', 'team', 'a')
    catalog.deleteDatabase('std')
    expect(catalog.table('std', 'orders')).toBeUndefined()
    expect(catalog.table('std2', 'orders')).toBeDefined()
    catalog.createDatabase({ name: 'std' })
    catalog.createTable(table('orders'))
    expect(catalog.partitions('std', 'orders')).toEqual([])
    expect(catalog.attachments({ database: 'std' }, 'tag')).toEqual([])
  })
})

describe('tables', () => {
  beforeEach(() => catalog.createDatabase({ name: 'std' }) && undefined)

  it('gives back what was put, with unknown fields', () => {
    const given = table('Orders', { viewOriginalText: 'ü', targetTable: { databaseName: 'x' }, retention: 0 })
    catalog.createTable(given)
    const read = catalog.table('STD', 'ORDERS')
    expect(read).toEqual({
      ...given,
      name: 'orders',
      versionId: '0',
      createTime: expect.any(Date),
      updateTime: expect.any(Date),
    })
    expect(failure(() => catalog.createTable(given))).toBe('AlreadyExists: Table already exists.')
    expect(failure(() => catalog.createTable(table('t', { databaseName: 'no' })))).toBe(
      'EntityNotFound: Database no not found.',
    )
  })

  it('archives versions unless told not to', () => {
    catalog.createTable(table('t', { description: '0' }))
    catalog.updateTable(table('t', { description: '1' }))
    catalog.updateTable(table('t', { description: '2' }), { skipArchive: true })
    catalog.updateTable(table('t', { description: '3' }))
    const versions = () =>
      catalog.tableVersions('std', 't').map(({ versionId, description }) => [versionId, description])
    expect(versions()).toEqual([
      ['3', '3'],
      ['2', '2'],
      ['0', '0'],
    ])
    catalog.deleteTableVersion('std', 't', '0')
    expect(versions()).toEqual([
      ['3', '3'],
      ['2', '2'],
    ])
    expect(failure(() => catalog.deleteTableVersion('std', 't', '0'))).toMatch(/^EntityNotFound/)
    expect(failure(() => catalog.deleteTableVersion('std', 't', '3'))).toMatch(/^InvalidInput/)
  })

  it('refuses an update made on an outdated version or metadata file, and leaves the table', () => {
    catalog.createTable(table('t', { parameters: { metadata_location: 'a' } }))
    const next = table('t', { parameters: { metadata_location: 'b' } })
    const outdated = 'ConcurrentModification: Update table failed due to concurrent modifications.'
    expect(failure(() => catalog.updateTable(next, { expectedVersion: '7' }))).toBe(outdated)
    expect(failure(() => catalog.updateTable(next, { expectedMetadataLocation: 'x' }))).toBe(outdated)
    expect(catalog.table('std', 't')?.parameters.metadata_location).toBe('a')
    catalog.updateTable(next, { expectedMetadataLocation: 'a', expectedVersion: '0' })
    expect(catalog.table('std', 't')).toMatchObject({ versionId: '1', parameters: { metadata_location: 'b' } })
  })

  it('stops at the limit of versions', () => {
    const limited = mkdtempSync(join(tmpdir(), 'mdw-catalog-'))
    const small = openCatalog(limited, { tableVersionLimit: 2 })
    small.createDatabase({ name: 'std' })
    small.createTable(table('t'))
    small.updateTable(table('t'))
    expect(failure(() => small.updateTable(table('t')))).toBe(
      'ResourceNumberLimitExceeded: Number of TABLE_VERSION resources exceeds the limit 2 per TABLE',
    )
    small.updateTable(table('t'), { skipArchive: true })
    small.deleteTableVersion('std', 't', '0')
    small.updateTable(table('t'))
    small.close()
    rmSync(limited, { recursive: true })
  })

  it('renames with versions, partitions and attachments', () => {
    catalog.createDatabase({ name: 'cur' })
    catalog.createTable(table('t'))
    catalog.updateTable(table('t', { description: 'new' }))
    catalog.createPartitions('std', 't', [{ values: ['a'] }])
    catalog.putAttachment({ database: 'std', table: 't' }, 'statistics', 'id', { nulls: 1 })
    catalog.renameTable('std', 't', { database: 'CUR', name: 'U' })
    expect(catalog.table('std', 't')).toBeUndefined()
    expect(catalog.tableVersions('cur', 'u').map(version => [version.databaseName, version.name])).toEqual([
      ['cur', 'u'],
      ['cur', 'u'],
    ])
    expect(catalog.partition('cur', 'u', ['a'])?.values).toEqual(['a'])
    expect(catalog.attachment({ database: 'cur', table: 'u' }, 'statistics', 'id')).toEqual({ nulls: 1 })
    catalog.createTable(table('t'))
    expect(failure(() => catalog.renameTable('cur', 'u', { database: 'std', name: 't' }))).toMatch(/^AlreadyExists/)
    expect(catalog.table('cur', 'u')).toBeDefined()
  })

  it('numbers every change of a table', () => {
    const seen = new Set<number | undefined>([catalog.revision('std', 't')])
    const changed = (work: () => unknown) => {
      work()
      const revision = catalog.revision('std', 't')
      expect(seen.has(revision)).toBe(false)
      seen.add(revision)
    }
    changed(() => catalog.createTable(table('t')))
    changed(() => catalog.updateTable(table('t')))
    changed(() => catalog.createPartitions('std', 't', [{ values: ['a'] }]))
    changed(() => catalog.updatePartition('std', 't', ['a'], { values: ['a'], parameters: { x: '1' } }))
    changed(() => catalog.deletePartitions('std', 't', [['a']]))
    catalog.deleteTable('std', 't')
    expect(catalog.revision('std', 't')).toBeUndefined()
    changed(() => catalog.createTable(table('t')))
  })
})

describe('partitions', () => {
  beforeEach(() => {
    catalog.createDatabase({ name: 'std' })
    catalog.createTable(table('t'))
  })

  it('come in order of their values and from any point on', () => {
    const values = [
      ['b', '1'],
      ['a', '2'],
      ['a', '10'],
      ['', ''],
      ['ü', '0'],
      ['a!', '0'],
    ]
    catalog.createPartitions(
      'std',
      't',
      values.map(list => ({ values: list })),
    )
    const sorted = [
      ['', ''],
      ['a', '10'],
      ['a', '2'],
      ['a!', '0'],
      ['b', '1'],
      ['ü', '0'],
    ]
    expect(catalog.partitions('std', 't').map(partition => partition.values)).toEqual(sorted)
    const rest = catalog.scanPartitions('std', 't', ['a', '2'])
    expect(Array.from(rest, partition => partition.values)).toEqual(sorted.slice(3))
  })

  it('are made all or none', () => {
    catalog.createPartitions('std', 't', [{ values: ['a'] }])
    const more = [{ values: ['b'] }, { values: ['a'] }]
    expect(failure(() => catalog.createPartitions('std', 't', more))).toBe('AlreadyExists: Partition already exists.')
    expect(catalog.partitions('std', 't')).toHaveLength(1)
    catalog.createPartitions('std', 't', more, { ifNotExists: true })
    expect(catalog.partitions('std', 't')).toHaveLength(2)
    expect(failure(() => catalog.deletePartitions('std', 't', [['a'], ['x']]))).toBe(
      'EntityNotFound: Cannot find partition.',
    )
    expect(catalog.partitions('std', 't')).toHaveLength(2)
    catalog.updatePartition('std', 't', ['a'], { values: ['c'] })
    expect(catalog.partitions('std', 't').map(partition => partition.values)).toEqual([['b'], ['c']])
  })

  it('may have values longer than a key of the store', () => {
    const long = (end: string) => [`${'é'.repeat(1023)}${end}`, 'x'.repeat(1024)]
    catalog.createPartitions('std', 't', [{ values: long('1') }, { values: long('2') }])
    expect(catalog.partition('std', 't', long('2'))?.values).toEqual(long('2'))
    expect(catalog.partition('std', 't', long('3'))).toBeUndefined()
    const [first] = catalog.partitions('std', 't')
    expect(Array.from(catalog.scanPartitions('std', 't', first!.values))).toHaveLength(1)
  })
})

describe('records', () => {
  it('list in id order, backwards, and after an id', () => {
    for (const id of ['b', 'a', 'c']) catalog.putRecord('query', id, { id, at: new Date(5) })
    catalog.putRecord('querz', 'a', 1)
    const ids = (options?: Parameters<CatalogStore['records']>[1]) =>
      catalog.records('query', options).map(({ id }) => id)
    expect(ids()).toEqual(['a', 'b', 'c'])
    expect(ids({ reverse: true, limit: 2 })).toEqual(['c', 'b'])
    expect(ids({ reverse: true, after: 'b' })).toEqual(['a'])
    expect(ids({ after: 'a', limit: 1 })).toEqual(['b'])
    expect(catalog.record('query', 'a')).toEqual({ id: 'a', at: new Date(5) })
    catalog.deleteRecord('query', 'a')
    expect(catalog.record('query', 'a')).toBeUndefined()
  })
})

describe('transactions', () => {
  it('undo everything when they throw, nested ones included', () => {
    catalog.createDatabase({ name: 'std' })
    expect(() =>
      catalog.transaction(() => {
        catalog.createTable(table('a'))
        expect(catalog.table('std', 'a')).toBeDefined()
        throw new Error('stop')
      }),
    ).toThrow('stop')
    expect(catalog.tables('std')).toEqual([])
    catalog.transaction(() => {
      catalog.createTable(table('a'))
      expect(failure(() => catalog.createTable(table('a')))).toMatch(/^AlreadyExists/)
      catalog.createTable(table('b'))
    })
    expect(catalog.tables('std').map(({ name }) => name)).toEqual(['a', 'b'])
  })

  it('last: a catalog that is opened again holds what was written', () => {
    catalog.createDatabase({ name: 'std' })
    catalog.createTable(table('a'))
    catalog.close()
    catalog = openCatalog(dir)
    expect(catalog.table('std', 'a')?.storageDescriptor?.location).toBe('s3://lake/a')
  })
})
