import type { CatalogStore } from '../catalog/model.js'

export interface NamedQuery {
  id: string
  name: string
  description?: string
  database: string
  query: string
  workGroup: string
}

const RECORDS = 'athena.named-query'

/** Saved queries by id. */
export class NamedQueries {
  constructor(private readonly catalog: CatalogStore) {}

  get(id: string): NamedQuery | undefined {
    return this.catalog.record(RECORDS, id)
  }

  put(query: NamedQuery): void {
    this.catalog.putRecord(RECORDS, query.id, query)
  }

  delete(id: string): void {
    this.catalog.deleteRecord(RECORDS, id)
  }

  list(workGroup: string): NamedQuery[] {
    return this.catalog
      .records<NamedQuery>(RECORDS)
      .map(({ value }) => value)
      .filter(query => query.workGroup === workGroup)
  }
}
