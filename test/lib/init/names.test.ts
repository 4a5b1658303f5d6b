import { expect, test } from 'vitest'
import { columnName, rawColumn, singular, snakeCase, tableName } from '../../../src/lib/init/names.js'

test.each([
  ['CustomerID', 'customer_id'],
  ['HTTPStatus code', 'http_status_code'],
  ['Prix unitaire (€)', 'prix_unitaire'],
  ['Größe in m²', 'grosse_in_m'],
  ['Straße', 'strasse'],
  ['  spaced  out ', 'spaced_out'],
  ['日本', ''],
])('%s in snake case is %s', (text, expected) => {
  expect(snakeCase(text)).toBe(expected)
})

test.each([
  ['countries', 'country'],
  ['orders', 'order'],
  ['boxes', 'box'],
  ['status', 'status'],
  ['address', 'address'],
])('one of %s is %s', (many, one) => {
  expect(singular(many)).toBe(one)
})

test('names that Athena reserves, that are there or that begin with a digit are changed', () => {
  const taken = new Set<string>()
  const names = ['Order', 'date', 'total', 'Total', '2024', '日本'].map((header, index) =>
    columnName(header, 'sales', index + 1, taken),
  )
  expect(names).toEqual(['sale_order', 'sale_date', 'total', 'total_2', 'c_2024', 'column_6'])
  expect(rawColumn('Order')).toBe('"order"')
  expect(rawColumn('CustomerID')).toBe('customerid')
})

test('files whose names differ only in what cannot be kept become different tables', () => {
  const taken = new Set<string>()
  expect(['Sales 2024.csv', 'sales-2024.CSV', '2024.csv.gz'].map(file => tableName(file, taken))).toEqual([
    'sales_2024',
    'sales_2024_2',
    't_2024',
  ])
})
