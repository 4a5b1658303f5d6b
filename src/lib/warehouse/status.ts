import type { LocalEnvironmentConfig } from '../project/config.js'
import { LAYERS } from '../project/environment.js'
import type { NamedEnvironment, Project } from '../project/project.js'
import { findLakehouse, type Health } from '../toolchain/lakehouse/locator.js'
import { outColours } from '../ui/colours.js'
import { commandFor } from '../ui/environment-advice.js'
import { formatBytes, formatCount } from '../ui/format.js'
import { renderTable } from '../ui/table.js'
import type { Caller } from './caller.js'
import { awsClients } from './clients.js'
import { connectAws, runningLocal } from './connection.js'
import { summarizeTables, type TableSummary } from './tables.js'

export interface Status {
  environment: string
  kind: 'local' | 'aws'
  /** Of the local lakehouse; null on AWS. */
  lakehouse: Health | null
  endpoint: string | null
  region: string
  /** Who calls there; null on local, where there is the project's key pair alone. */
  caller: Caller | null
  bucket: string
  workgroup: string
  /** Athena's limits that the local endpoint does not enforce. */
  limitsOff: string[]
  /** Databases that the caller may not look into. */
  denied: string[]
  /** Null while the local lakehouse is not running. */
  tables: TableSummary[] | null
}

/** Looks at an environment without starting or changing anything. */
export async function describeStatus(project: Project, { name, config }: NamedEnvironment): Promise<Status> {
  const connected = config.kind === 'local' ? await running(project, name, config) : await connectAws(name, config)
  const denied: string[] = []
  const tables =
    connected && (await summarizeTables(connected.clients, connected.environment, database => denied.push(database)))
  return {
    environment: name,
    kind: config.kind,
    lakehouse: config.kind === 'local' ? (await findLakehouse(project.paths.lakehouse)).health : null,
    endpoint: connected?.environment.endpoint ?? null,
    region: config.region,
    caller: connected?.caller ?? null,
    bucket: config.bucket,
    workgroup: config.workgroup,
    limitsOff: config.kind === 'local' ? config.limits_off : [],
    denied,
    tables: tables ?? null,
  }
}

async function running(project: Project, name: string, config: LocalEnvironmentConfig) {
  const environment = await runningLocal(project, name, config)
  return environment && { environment, clients: awsClients(environment), caller: null }
}

export function renderStatus(status: Status): string {
  const facts: [string, string][] = [
    ['Environment', `${status.environment} (${status.kind === 'local' ? 'embedded lakehouse' : 'AWS'})`],
    ...(status.lakehouse === null ? [] : [['Lakehouse', status.lakehouse] as [string, string]]),
    ['Endpoint', status.endpoint ?? (status.kind === 'aws' ? `AWS, ${status.region}` : '–')],
    ['Region', status.region],
    ...(status.caller === null ? [] : [['Identity', status.caller.arn] as [string, string]]),
    ['Bucket', `s3://${status.bucket}/`],
    ['Workgroup', status.workgroup],
    ...(status.denied.length === 0 ? [] : [['Not allowed', status.denied.join(', ')] as [string, string]]),
    ...(status.limitsOff.length === 0 ? [] : [['Limits off', status.limitsOff.join(', ')] as [string, string]]),
  ]
  const head = facts.map(([name, value]) => `${outColours.bold(name.padEnd(12))} ${value}\n`).join('')
  if (status.tables === null) return `${head}\nStart it with \`mdw up\` to see its tables.\n`
  if (status.tables.length === 0 && status.denied.length > 0) return head
  if (status.tables.length === 0) {
    return `${head}\nThere are no tables yet: \`${commandFor('mdw up', status.environment)}\` makes them.\n`
  }
  return `${head}\n${renderTables(status.tables)}`
}

/** The tables of the layers, layer by layer; `seconds` is an extra column where it is given. */
export function renderTables(tables: TableSummary[], seconds?: Map<string, number>): string {
  const numbers = ['Rows', 'Files', 'Bytes', ...(seconds === undefined ? [] : ['Seconds'])]
  const columns = [
    ...['Layer', 'Table', 'Kind'].map(title => ({ title })),
    ...numbers.map(title => ({ title, align: 'right' as const })),
  ]
  const ordered = LAYERS.flatMap(layer => tables.filter(table => table.layer === layer))
  const rows = ordered.map((table, index) => {
    const spent = seconds?.get(`${table.database}.${table.name}`)
    return [
      table.layer === ordered[index - 1]?.layer ? '' : table.layer,
      `${table.database}.${table.name}`,
      table.kind,
      table.rows === null ? '–' : formatCount(table.rows),
      table.files === null ? '–' : formatCount(table.files),
      table.bytes === null ? '–' : formatBytes(table.bytes),
      ...(seconds === undefined ? [] : [spent === undefined ? '–' : spent.toFixed(1)]),
    ]
  })
  return renderTable(columns, rows, outColours)
}
