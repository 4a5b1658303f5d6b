import { expect, test } from 'vitest'
import { dropColumn, setComment } from '../../../../../src/lib/lakehouse/iceberg/evolution/schema-change.js'
import { applyUpdates } from '../../../../../src/lib/lakehouse/iceberg/metadata/updates.js'
import { glueColumns } from '../../../../../src/lib/lakehouse/iceberg/types/glue-columns.js'
import { sampleMetadata } from '../metadata/sample-metadata.js'

test('current columns first, then dropped ones, marked as such', () => {
  const metadata = sampleMetadata()
  const commented = applyUpdates(metadata, setComment(metadata, ['id'], 'the key'), 1)
  const next = applyUpdates(commented, dropColumn(commented, ['name']), 1)
  const parameters = (id: number, current: boolean) => ({
    'iceberg.field.id': String(id),
    'iceberg.field.current': String(current),
    'iceberg.field.optional': 'true',
  })
  expect(glueColumns(next)).toEqual([
    { name: 'id', type: 'int', comment: 'the key', parameters: parameters(1, true) },
    { name: 'ts', type: 'timestamp', parameters: parameters(3, true) },
    { name: 'name', type: 'string', parameters: parameters(2, false) },
  ])
})
