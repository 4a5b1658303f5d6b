import type { CatalogStore } from '../catalog/model.js'

export interface WorkGroup {
  name: string
  description?: string
  state: 'ENABLED' | 'DISABLED'
  configuration: WorkGroupConfiguration
  /** Epoch milliseconds. */
  created: number
}

/** As Athena's WorkGroupConfiguration: what the lakehouse acts on has a name here, the rest is kept as given. */
export interface WorkGroupConfiguration {
  ResultConfiguration?: { OutputLocation?: string; [other: string]: unknown }
  EnforceWorkGroupConfiguration?: boolean
  BytesScannedCutoffPerQuery?: number
  EngineVersion?: { SelectedEngineVersion: string }
  [other: string]: unknown
}

export const PRIMARY = 'primary'
export const ENGINE_VERSION = 'Athena engine version 3'

const RECORDS = 'athena.workgroup'

/** Work groups by name; `primary` is always there. */
export class WorkGroups {
  constructor(private readonly catalog: CatalogStore) {
    if (!this.get(PRIMARY)) this.put({ name: PRIMARY, state: 'ENABLED', configuration: {}, created: Date.now() })
  }

  get(name: string): WorkGroup | undefined {
    return this.catalog.record(RECORDS, name)
  }

  put(workGroup: WorkGroup): void {
    this.catalog.putRecord(RECORDS, workGroup.name, workGroup)
  }

  delete(name: string): void {
    this.catalog.deleteRecord(RECORDS, name)
  }

  list(): WorkGroup[] {
    return this.catalog.records<WorkGroup>(RECORDS).map(({ value }) => value)
  }
}
