import { join } from 'node:path'
import { z } from 'zod'
import { readManifest } from '../../toolchain/dbt/manifest.js'

export interface DbtKey {
  columns: string[]
  /** Where dbt says so, for people. */
  source: string
}

const node = z.looseObject({
  resource_type: z.string(),
  schema: z.string().nullish(),
  alias: z.string().nullish(),
  name: z.string(),
  attached_node: z.string().nullish(),
  column_name: z.string().nullish(),
  config: z.looseObject({ unique_key: z.union([z.string(), z.array(z.string())]).nullish() }).nullish(),
  test_metadata: z.looseObject({ name: z.string(), kwargs: z.record(z.string(), z.unknown()).nullish() }).nullish(),
})

/** dbt's manifest artifact: what is read of it. */
const manifest = z.looseObject({ nodes: z.record(z.string(), node) })

/**
 * The key of a table by dbt's manifest: the model's `unique_key`, else a column that it tests to be unique, else the
 * columns of a `unique_combination_of_columns` test. Undefined where there is no manifest, no such model or no such thing.
 */
export function dbtKey(dbtFolder: string, table: { database: string; name: string }): DbtKey | undefined {
  const parsed = manifest.safeParse(readManifest<unknown>(join(dbtFolder, 'target')))
  return parsed.success ? keyIn(parsed.data.nodes, table) : undefined
}

type Nodes = Record<string, z.infer<typeof node>>

function keyIn(nodes: Nodes, { database, name }: { database: string; name: string }): DbtKey | undefined {
  const found = Object.entries(nodes).find(
    ([, candidate]) =>
      ['model', 'snapshot', 'seed'].includes(candidate.resource_type) &&
      candidate.schema?.toLowerCase() === database &&
      (candidate.alias ?? candidate.name).toLowerCase() === name,
  )
  if (found === undefined) return undefined
  const [id, model] = found
  // A snapshot's key has many versions; dbt makes an id for each.
  if (model.resource_type === 'snapshot') return { columns: ['dbt_scd_id'], source: 'dbt snapshot' }
  const configured = model.config?.unique_key
  if (configured?.length) return { columns: [configured].flat(), source: 'dbt unique_key' }
  const tests = Object.values(nodes).filter(({ attached_node }) => attached_node === id)
  const unique = tests.find(test => test.test_metadata?.name === 'unique' && test.column_name)
  if (unique !== undefined) return { columns: [unique.column_name!], source: 'dbt unique test' }
  const combination = tests.find(test => test.test_metadata?.name === 'unique_combination_of_columns')
  const columns = combination?.test_metadata?.kwargs?.combination_of_columns
  return Array.isArray(columns) && columns.length > 0
    ? { columns: columns.map(String), source: 'dbt unique_combination_of_columns test' }
    : undefined
}
