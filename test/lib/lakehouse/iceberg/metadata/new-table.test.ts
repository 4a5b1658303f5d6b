import { expect, test } from 'vitest'
import { currentSchema, defaultSpec } from '../../../../../src/lib/lakehouse/iceberg/metadata/model.js'
import { newTableMetadata } from '../../../../../src/lib/lakehouse/iceberg/metadata/new-table.js'

test('field ids are given level by level; spec, order and identifiers follow', () => {
  const metadata = newTableMetadata(
    {
      location: 's3://b/t/',
      fields: [
        {
          id: 10,
          name: 'r',
          required: false,
          type: {
            type: 'struct',
            fields: [
              {
                id: 11,
                name: 'l',
                required: false,
                type: { type: 'list', 'element-id': 12, element: 'int', 'element-required': false },
              },
            ],
          },
        },
        {
          id: 20,
          name: 'm',
          required: false,
          type: { type: 'map', 'key-id': 21, key: 'string', 'value-id': 22, value: 'long', 'value-required': false },
        },
        { id: 30, name: 'p', required: true, type: 'date' },
      ],
      identifierFieldIds: [30],
      spec: { fields: [{ 'source-id': 30, transform: 'month', name: 'p_month' }] },
      sortOrder: {
        fields: [{ 'source-id': 30, transform: 'identity', direction: 'asc', 'null-order': 'nulls-first' }],
      },
      properties: { 'format-version': '2', x: 'y' },
    },
    1000,
  )
  const [r, m, p] = currentSchema(metadata).fields
  expect([r!.id, m!.id, p!.id]).toEqual([1, 2, 3])
  expect(r!.type).toEqual({
    type: 'struct',
    fields: [
      {
        id: 4,
        name: 'l',
        required: false,
        type: { type: 'list', 'element-id': 5, element: 'int', 'element-required': false },
      },
    ],
  })
  expect(m!.type).toMatchObject({ 'key-id': 6, 'value-id': 7 })
  expect(metadata['last-column-id']).toBe(7)
  expect(currentSchema(metadata)['identifier-field-ids']).toEqual([3])
  expect(defaultSpec(metadata).fields).toEqual([
    { 'source-id': 3, 'field-id': 1000, transform: 'month', name: 'p_month' },
  ])
  expect(metadata['sort-orders']).toHaveLength(1)
  expect(metadata['default-sort-order-id']).toBe(1)
  expect(metadata.location).toBe('s3://b/t')
  expect(metadata.properties).toEqual({ x: 'y' })
})

test('two columns of one name, an unknown partition source and version 3 are refused', () => {
  const a = { id: 1, name: 'a', required: false, type: 'int' }
  const make = (extra: object) => newTableMetadata({ location: 's3://b/t', fields: [a], ...extra }, 0)
  expect(() => make({ fields: [a, { ...a, id: 2 }] })).toThrow('multiple fields for name a')
  expect(() => make({ spec: { fields: [{ 'source-id': 9, transform: 'identity', name: 'x' }] } })).toThrow(
    'source column with id 9',
  )
  expect(() => make({ properties: { 'format-version': '3' } })).toThrow('format version 3')
})
