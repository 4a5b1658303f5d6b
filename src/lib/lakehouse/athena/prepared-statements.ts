import type { CatalogStore } from '../catalog/model.js'

export interface PreparedStatement {
  workGroup: string
  name: string
  query: string
  description?: string
  /** Epoch milliseconds. */
  modified: number
}

const RECORDS = 'athena.prepared-statement'

/** Prepared statements by work group and name; SQL and API share them. */
export class PreparedStatements {
  constructor(private readonly catalog: CatalogStore) {}

  get(workGroup: string, name: string): PreparedStatement | undefined {
    return this.catalog.record(RECORDS, id(workGroup, name))
  }

  put(statement: PreparedStatement): void {
    this.catalog.putRecord(RECORDS, id(statement.workGroup, statement.name), statement)
  }

  /** Whether there was one. */
  delete(workGroup: string, name: string): boolean {
    const known = this.get(workGroup, name) !== undefined
    if (known) this.catalog.deleteRecord(RECORDS, id(workGroup, name))
    return known
  }

  list(workGroup: string): PreparedStatement[] {
    return this.catalog
      .records<PreparedStatement>(RECORDS)
      .map(({ value }) => value)
      .filter(statement => statement.workGroup === workGroup)
  }
}

/** Athena does not tell their case apart. */
const id = (workGroup: string, name: string) => `${workGroup}/${name.toLowerCase()}`
