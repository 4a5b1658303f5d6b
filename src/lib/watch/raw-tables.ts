import { resolve } from 'node:path'
import { readRawSources } from '../project/raw-sources.js'
import type { ParsedProject } from '../toolchain/dbt/resident.js'
import type { Progress } from '../ui/reporter.js'
import type { Connection } from '../warehouse/connection.js'
import { provisionRawTables } from '../warehouse/provision/raw-tables.js'

/**
 * Brings the raw tables that saved files define to what those say, and gives the ids of the sources whose table is another
 * one now: dbt does not compare columns. The tables on AWS are Terraform's, and only told of.
 */
export async function redefineRawTables(
  { clients, environment, project }: Connection,
  { sources }: ParsedProject,
  files: string[],
  progress: Progress,
): Promise<string[]> {
  const saved = new Set(files)
  const defined = Object.values(sources).some(source =>
    saved.has(resolve(project.dbtFolder, source.original_file_path)),
  )
  if (!defined) return []
  const tables = readRawSources(project.dbtFolder).filter(({ file }) => saved.has(resolve(file)))
  const isLocal = environment.kind === 'local'
  const changes = await provisionRawTables(clients.glue, environment, tables, { dryRun: !isLocal })
  const names = tables.filter((_, index) => changes[index]!.outcome !== 'unchanged').map(({ name }) => name)
  if (names.length === 0) return []
  if (!isLocal) {
    progress.warn(`The definition of ${names.join(', ')} changed.`, ['`mdw infra apply` changes the tables.'])
    return []
  }
  const nameOf = (id: string) => (sources[id]!.identifier ?? sources[id]!.name).toLowerCase()
  return Object.keys(sources).filter(id => names.includes(nameOf(id)))
}
