import { readFileSync } from 'node:fs'
import { type ObjectStore, parseS3Uri } from '../../store/object-store.js'

/** Parsed forms of objects that never change once written, by location; least recently used go first. */
export class ObjectCache<T> {
  private readonly entries = new Map<string, T>()

  constructor(
    private readonly objects: ObjectStore,
    private readonly parse: (bytes: Buffer) => T,
    private readonly capacity: number,
  ) {}

  /** Synchronous: the files are local and small, and the SQL resolver can't wait. */
  get(location: string): T {
    const known = this.entries.get(location)
    if (known !== undefined) {
      this.entries.delete(location)
      this.entries.set(location, known)
      return known
    }
    const at = parseS3Uri(location)
    if (!at) throw new Error(`Not an S3 location: ${location}`)
    const value = this.parse(readFileSync(this.objects.path(at.bucket, at.key)))
    this.entries.set(location, value)
    if (this.entries.size > this.capacity) this.entries.delete(this.entries.keys().next().value!)
    return value
  }
}
