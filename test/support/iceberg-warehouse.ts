import { join } from 'node:path'
import { projectConfig } from '../../src/lib/project/config.js'
import { projectPaths } from '../../src/lib/project/paths.js'
import type { Question, Reporter } from '../../src/lib/ui/reporter.js'
import type { Connection } from '../../src/lib/warehouse/connection.js'
import { provision } from '../../src/lib/warehouse/provision/provision.js'
import { type QueryResult, runQuery } from '../../src/lib/warehouse/query.js'
import { type TestLakehouse, testLakehouse } from './lakehouse.js'

export interface IcebergWarehouse extends TestLakehouse {
  connection: Connection
  query(sql: string): Promise<QueryResult>
  /** The rows of a query as text. */
  rows(sql: string): Promise<(string | null)[][]>
}

/** A lakehouse with the layers' databases, and a connection of a project that has nothing in it. */
export async function icebergWarehouse(): Promise<IcebergWarehouse> {
  const lake = await testLakehouse()
  const { environment, clients } = lake
  await provision({ environment, clients, sources: [] })
  // in the lakehouse's own folder, which goes when it stops
  const root = join(lake.lakehouse.config.stateDir, 'project')
  const project = {
    config: projectConfig.parse({ name: 'shop' }),
    paths: projectPaths(root),
    ...{ dbtFolder: join(root, 'dbt'), dataFolder: join(root, 'data') },
  }
  const query = (sql: string) => runQuery(clients, environment, { sql })
  return {
    ...lake,
    connection: { project, environment, clients },
    query,
    rows: async sql => (await query(sql)).rows,
  }
}

/** `create table` of an Iceberg table from a query, in a folder of its own as dbt-athena makes them. */
export function createIceberg(table: string, query: string, more = ''): string {
  const [database, name] = table.split('.')
  const location = `s3://mdw-local/${database}/${name}/${crypto.randomUUID()}/`
  return `create table ${table} with (table_type = 'iceberg', is_external = false, location = '${location}'${more}) as ${query}`
}

/** A reporter that answers every question with yes and keeps them. */
export function agreeing(): { reporter: Reporter; questions: Question[]; said: string[] } {
  const questions: Question[] = []
  const said: string[] = []
  const reporter: Reporter = {
    emit: event => {
      if (event.type === 'message') said.push(event.text)
      if (event.type === 'step-progress') said.push(event.text)
    },
    ask: async question => questions.push(question) > 0,
  }
  return { reporter, questions, said }
}
