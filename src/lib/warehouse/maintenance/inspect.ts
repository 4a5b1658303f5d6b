import { MdwError } from '../../errors.js'
import type { Progress } from '../../ui/reporter.js'
import type { AwsClients } from '../clients.js'
import { eachLimited } from '../each-limited.js'
import { type IcebergTable, openIcebergTable } from '../iceberg/open-table.js'
import type { TableName } from './select-tables.js'
import { type MaintenanceSettings, maintenanceSettings } from './settings.js'
import { type TableHealth, tableHealth } from './table-health.js'
import { judge, type Verdict } from './verdict.js'

export interface Inspected {
  table: IcebergTable
  health: TableHealth
  settings: MaintenanceSettings
  verdict: Verdict
}

const AT_ONCE = 4

/** Looks at tables; those that a build dropped meanwhile are left out. `retainSeconds` is what VACUUM will be told. */
export async function inspectTables(
  clients: Pick<AwsClients, 'glue' | 's3'>,
  tables: TableName[],
  retainSeconds: number | undefined,
  progress: Progress,
): Promise<Inspected[]> {
  let done = 0
  const inspected = await eachLimited(tables, AT_ONCE, async name => {
    const result = await inspectTable(clients, name, retainSeconds)
    progress.update(`${name.database}.${name.name}`, ++done, tables.length)
    return result
  })
  return inspected.filter(result => result !== undefined)
}

export async function inspectTable(
  clients: Pick<AwsClients, 'glue' | 's3'>,
  name: TableName,
  retainSeconds: number | undefined,
): Promise<Inspected | undefined> {
  try {
    const table = await openIcebergTable(clients, name)
    const health = await tableHealth(clients.s3, table, new Date(), retainSeconds)
    const settings = maintenanceSettings(table.metadata)
    return { table, health, settings, verdict: judge(health) }
  } catch (error) {
    if (error instanceof MdwError && error.code === 'TABLE_NOT_FOUND') return undefined
    throw error
  }
}
