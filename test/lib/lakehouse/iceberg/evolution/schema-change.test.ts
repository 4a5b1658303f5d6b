import { describe, expect, test } from 'vitest'
import * as change from '../../../../../src/lib/lakehouse/iceberg/evolution/schema-change.js'
import {
  currentSchema,
  type TableMetadata,
  type TableUpdate,
} from '../../../../../src/lib/lakehouse/iceberg/metadata/model.js'
import { applyUpdates } from '../../../../../src/lib/lakehouse/iceberg/metadata/updates.js'
import { parseHiveType } from '../../../../../src/lib/lakehouse/iceberg/types/hive.js'
import { sampleMetadata } from '../metadata/sample-metadata.js'

const after = (metadata: TableMetadata, updates: TableUpdate[]) => applyUpdates(metadata, updates, 1)
const column = (name: string, type: string, comment?: string): change.NewColumn => ({
  name,
  type: nextId => parseHiveType(type, nextId),
  ...(comment && { comment }),
})
const names = (metadata: TableMetadata) => currentSchema(metadata).fields.map(field => field.name)
const base = sampleMetadata()
const nested = after(base, change.addColumns(base, [column('r', 'struct<a:int,l:array<struct<b:float>>>')]))

describe('adding columns', () => {
  test('gives new ids, also after a drop', () => {
    const added = after(base, change.addColumns(base, [column('X', 'int', 'c')]))
    expect(currentSchema(added).fields.at(-1)).toEqual({ id: 4, name: 'x', required: false, type: 'int', doc: 'c' })
    const dropped = after(added, change.dropColumn(added, ['x']))
    const again = after(dropped, change.addColumns(dropped, [column('x', 'int')]))
    expect(currentSchema(again).fields.at(-1)!.id).toBe(5)
  })

  test('inside a row', () => {
    const next = after(nested, change.addColumns(nested, [column('z', 'string')], ['r']))
    expect(currentSchema(next).fields.at(-1)!.type).toMatchObject({
      fields: [{ name: 'a' }, { name: 'l' }, { name: 'z', id: 9 }],
    })
    expect(() => change.addColumns(nested, [column('a', 'int')], ['r'])).toThrow("Column 'a' already exists")
    expect(() => change.addColumns(nested, [column('a', 'int')], ['id'])).toThrow('not a row type')
  })

  test('of a name that is there is refused', () => {
    expect(() => change.addColumns(base, [column('ID', 'int')])).toThrow("Column 'id' already exists")
  })
})

describe('dropping and renaming', () => {
  test('keeps the other ids', () => {
    const next = after(base, change.dropColumn(base, ['name']))
    expect(currentSchema(next).fields.map(field => [field.id, field.name])).toEqual([
      [1, 'id'],
      [3, 'ts'],
    ])
    const renamed = after(base, change.renameColumn(base, ['NAME'], 'Label'))
    expect(currentSchema(renamed).fields[1]).toMatchObject({ id: 2, name: 'label' })
  })

  test('works in rows, lists and maps', () => {
    const next = after(nested, change.dropColumn(nested, ['r', 'a']))
    expect(currentSchema(next).fields.at(-1)!.type).toMatchObject({ fields: [{ name: 'l' }] })
    const renamed = after(nested, change.renameColumn(nested, ['r', 'l', 'element', 'b'], 'c'))
    expect(JSON.stringify(currentSchema(renamed).fields.at(-1)!.type)).toContain('"name":"c"')
  })

  test('what would lose data or meaning is refused', () => {
    expect(() => change.dropColumn(base, ['ts'])).toThrow('Cannot drop partition field: ts')
    expect(() => change.dropColumn(base, ['nope'])).toThrow("Column 'nope' does not exist")
    expect(() => change.renameColumn(base, ['name'], 'id')).toThrow("Column 'id' already exists")
  })
})

describe('changing types', () => {
  test.each([
    ['int', 'long'],
    ['float', 'double'],
    ['decimal(10, 2)', 'decimal(12, 2)'],
    ['string', 'string'],
  ])('%s to %s', (from, to) => {
    const table = after(base, change.addColumns(base, [{ name: 'x', type: () => from }]))
    expect(currentSchema(after(table, change.changeType(table, ['x'], to))).fields.at(-1)).toMatchObject({
      id: 4,
      type: to,
    })
  })

  test.each([
    ['long', 'int'],
    ['int', 'string'],
    ['decimal(10, 2)', 'decimal(12, 3)'],
    ['decimal(10, 2)', 'decimal(9, 2)'],
    ['timestamp', 'timestamptz'],
  ])('%s to %s is refused', (from, to) => {
    const table = after(base, change.addColumns(base, [{ name: 'x', type: () => from }]))
    expect(() => change.changeType(table, ['x'], to)).toThrow(
      `Failed to set column type: Cannot change column type: x: ${from} -> ${to}`,
    )
  })

  test('inside a list’s row', () => {
    const next = after(nested, change.changeType(nested, ['r', 'l', 'element', 'b'], 'double'))
    expect(JSON.stringify(currentSchema(next).fields.at(-1)!.type)).toContain('"type":"double"')
  })
})

test('moving', () => {
  expect(names(after(base, change.moveColumn(base, ['ts'], { kind: 'first' })))).toEqual(['ts', 'id', 'name'])
  expect(names(after(base, change.moveColumn(base, ['id'], { kind: 'after', column: 'NAME' })))).toEqual([
    'name',
    'id',
    'ts',
  ])
  expect(() => change.moveColumn(base, ['id'], { kind: 'after', column: 'id' })).toThrow("Column 'id' does not exist")
})

test('every old schema stays', () => {
  expect(nested.schemas.map(schema => schema['schema-id'])).toEqual([0, 1])
})
