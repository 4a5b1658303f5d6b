import { type ObjectStore, parseS3Uri } from '../../store/object-store.js'

/** One data file of a table. */
export interface DataFile {
  /** Where this process reads it. */
  path: string
  /** `s3://bucket/key`, as `"$path"` shows it. */
  uri: string
  size: number
  modified: Date
}

/** The data files below a folder, its subfolders included; hidden ones (`_…`, `.…`) and empty ones are no data. */
export async function listDataFiles(objects: ObjectStore, location: string): Promise<DataFile[]> {
  const place = parseS3Uri(location)
  if (!place || !objects.hasBucket(place.bucket)) return []
  const prefix = place.key === '' || place.key.endsWith('/') ? place.key : `${place.key}/`
  const files: DataFile[] = []
  for (let startAfter: string | undefined; ; ) {
    const page = await objects.list(place.bucket, { prefix, startAfter, limit: 1000 })
    for (const { key, size, lastModified } of page.objects) {
      if (size === 0 || key.endsWith('/') || isHidden(key.slice(prefix.length))) continue
      files.push({
        path: objects.path(place.bucket, key),
        uri: `s3://${place.bucket}/${key}`,
        size,
        modified: lastModified,
      })
    }
    if (page.next === undefined) return files
    startAfter = page.next
  }
}

function isHidden(path: string): boolean {
  return path.split('/').some(segment => segment.startsWith('_') || segment.startsWith('.'))
}
