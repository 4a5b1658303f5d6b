import type { CatalogStore } from '../catalog/model.js'

const RECORDS = 'athena.tags'

/** Tags of work groups and data catalogs, by ARN. */
export class Tags {
  constructor(private readonly catalog: CatalogStore) {}

  get(arn: string): Record<string, string> {
    return this.catalog.record<Record<string, string>>(RECORDS, arn) ?? {}
  }

  add(arn: string, tags: Record<string, string>): void {
    this.catalog.putRecord(RECORDS, arn, { ...this.get(arn), ...tags })
  }

  remove(arn: string, keys: string[]): void {
    const tags = this.get(arn)
    for (const key of keys) delete tags[key]
    this.catalog.putRecord(RECORDS, arn, tags)
  }

  clear(arn: string): void {
    this.catalog.deleteRecord(RECORDS, arn)
  }
}
