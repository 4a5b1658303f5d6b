import { expect, test } from 'vitest'
import { logPrevious, metadataFileName } from '../../../../../src/lib/lakehouse/iceberg/metadata/log.js'
import { sampleMetadata } from './sample-metadata.js'

test('a metadata file’s number goes up by one', () => {
  expect(metadataFileName(undefined, 'u')).toBe('00000-u.metadata.json')
  expect(metadataFileName('s3://b/t/metadata/00041-x-y.metadata.json', 'u')).toBe('00042-u.metadata.json')
  expect(metadataFileName('s3://b/t/metadata/v7.metadata.json', 'u')).toBe('00008-u.metadata.json')
  expect(metadataFileName('s3://b/t/metadata/v7.gz.metadata.json', 'u')).toBe('00008-u.metadata.json')
  expect(metadataFileName('s3://b/t/metadata/99999-x.metadata.json', 'u')).toBe('100000-u.metadata.json')
})

test('the log keeps as many predecessors as the table says', () => {
  const properties = { 'write.metadata.previous-versions-max': '2' }
  let metadata = sampleMetadata(properties)
  for (let i = 0; i < 4; i++) metadata = logPrevious(metadata, { metadata, location: `s3://b/${i}` }).metadata
  expect(metadata['metadata-log'].map(entry => entry['metadata-file'])).toEqual(['s3://b/2', 's3://b/3'])
})

test('files that fall out are deleted only where the table asks for it', () => {
  const keeping = sampleMetadata({ 'write.metadata.previous-versions-max': '1' })
  const deleting = {
    ...keeping,
    properties: { ...keeping.properties, 'write.metadata.delete-after-commit.enabled': 'true' },
  }
  const full = { 'metadata-log': [{ 'metadata-file': 's3://b/0', 'timestamp-ms': 1 }] }
  const previous = { metadata: keeping, location: 's3://b/1' }
  expect(logPrevious({ ...keeping, ...full }, previous).dropped).toEqual([])
  expect(logPrevious({ ...deleting, ...full }, previous).dropped).toEqual(['s3://b/0'])
})
