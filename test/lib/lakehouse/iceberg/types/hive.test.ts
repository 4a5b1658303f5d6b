import { expect, test } from 'vitest'
import { hiveType, parseHiveType } from '../../../../../src/lib/lakehouse/iceberg/types/hive.js'

const parse = (text: string) => {
  let last = 0
  return parseHiveType(text, () => ++last)
}

test.each([
  ['string', 'string'],
  ['varchar(20)', 'string'],
  ['int', 'int'],
  ['bigint', 'long'],
  ['long', 'long'],
  ['float', 'float'],
  ['decimal(10,2)', 'decimal(10, 2)'],
  ['decimal', 'decimal(10, 0)'],
  ['timestamp', 'timestamp'],
  ['timestamptz', 'timestamptz'],
  ['timestamp  with time zone', 'timestamptz'],
  ['binary', 'binary'],
  ['uuid', 'uuid'],
  ['fixed[16]', 'fixed[16]'],
])('%s is Iceberg’s %s', (hive, iceberg) => {
  expect(parse(hive)).toBe(iceberg)
})

test('nested types, and back in Glue’s spelling', () => {
  const type = parse('struct<a:int, b:array<map<string,decimal(10,2)>>, `C d`:timestamptz>')
  expect(type).toEqual({
    type: 'struct',
    fields: [
      { id: 1, name: 'a', required: false, type: 'int' },
      {
        id: 2,
        name: 'b',
        required: false,
        type: {
          type: 'list',
          'element-id': 3,
          'element-required': false,
          element: {
            type: 'map',
            'key-id': 4,
            'value-id': 5,
            key: 'string',
            value: 'decimal(10, 2)',
            'value-required': false,
          },
        },
      },
      { id: 6, name: 'c d', required: false, type: 'timestamptz' },
    ],
  })
  expect(hiveType(type)).toBe('struct<a:int,b:array<map<string,decimal(10,2)>>,c d:timestamp>')
})

test('what Athena’s Iceberg lacks is refused by name', () => {
  expect(() => parse('smallint')).toThrow('Type not supported for Iceberg: smallint')
  expect(() => parse('char(3)')).toThrow('char(3)')
  expect(() => parse('array<int')).toThrow('Not a column type: array<int')
  expect(() => parse('int x')).toThrow('Not a column type')
})
