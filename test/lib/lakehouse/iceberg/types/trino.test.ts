import { expect, test } from 'vitest'
import { icebergFields, icebergType, trinoType } from '../../../../../src/lib/lakehouse/iceberg/types/trino.js'
import { resultTypeName } from '../../../../../src/lib/lakehouse/sql/types/names.js'
import type { TrinoType } from '../../../../../src/lib/lakehouse/sql/types/type.js'

const ids = () => {
  let last = 0
  return () => ++last
}

test.each<[TrinoType, string]>([
  [{ kind: 'integer' }, 'int'],
  [{ kind: 'bigint' }, 'long'],
  [{ kind: 'real' }, 'float'],
  [{ kind: 'decimal', precision: 10, scale: 2 }, 'decimal(10, 2)'],
  [{ kind: 'varchar', length: 5 }, 'string'],
  [{ kind: 'varbinary' }, 'binary'],
  [{ kind: 'timestamp', precision: 6, withTimeZone: false }, 'timestamp'],
  [{ kind: 'timestamp', precision: 6, withTimeZone: true }, 'timestamptz'],
  [{ kind: 'time', precision: 6, withTimeZone: false }, 'time'],
])('%j is stored as %s', (trino, iceberg) => {
  expect(icebergType(trino, ids())).toBe(iceberg)
})

test.each([
  'boolean',
  'int',
  'long',
  'float',
  'double',
  'date',
  'time',
  'timestamp',
  'timestamptz',
  'string',
  'uuid',
  'binary',
  'decimal(38, 5)',
])('%s survives the way through Trino’s type', type => {
  expect(icebergType(trinoType(type), ids())).toBe(type)
})

test('nested types survive it too', () => {
  const fields = icebergFields([
    {
      name: 'R',
      type: {
        kind: 'row',
        fields: [
          { name: 'A', type: { kind: 'array', element: { kind: 'varchar' } } },
          { name: 'm', type: { kind: 'map', key: { kind: 'integer' }, value: { kind: 'double' } } },
        ],
      },
      comment: 'nested',
    },
  ])
  expect(fields[0]).toMatchObject({ id: 1, name: 'r', doc: 'nested' })
  expect(resultTypeName(trinoType(fields[0]!.type))).toBeTruthy()
  expect(trinoType(fields[0]!.type)).toMatchObject({ kind: 'row', fields: [{ name: 'a' }, { name: 'm' }] })
})

test('Athena’s refusals', () => {
  const refuse = (type: TrinoType) => () => icebergType(type, ids())
  expect(refuse({ kind: 'timestamp', precision: 3, withTimeZone: false })).toThrow(
    'Timestamp precision (3) not supported for Iceberg. Use "timestamp(6)" instead.',
  )
  expect(refuse({ kind: 'timestamp', precision: 3, withTimeZone: true })).toThrow(
    'Use "timestamp(6) with time zone" instead.',
  )
  expect(refuse({ kind: 'smallint' })).toThrow('Type not supported for Iceberg: smallint')
  expect(refuse({ kind: 'char', length: 3 })).toThrow('Type not supported for Iceberg: char(3)')
  expect(refuse({ kind: 'row', fields: [{ type: { kind: 'integer' } }] })).toThrow('does not have a name')
  expect(() => trinoType('variant')).toThrow('Iceberg type variant is not supported')
})
