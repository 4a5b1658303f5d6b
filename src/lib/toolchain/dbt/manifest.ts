import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A node or source of dbt's manifest (schema v12): what mdw reads of it. */
export interface ManifestNode {
  unique_id: string
  resource_type: string
  package_name: string
  name: string
  alias?: string | null
  identifier?: string | null
  schema: string
  fqn: string[]
  original_file_path: string
  raw_code?: string
  compiled_code?: string | null
  language?: string | null
  config?: {
    schema?: string | null
    materialized?: string | null
    enabled?: boolean
    table_type?: string | null
    partitioned_by?: string[] | string | null
    force_batch?: boolean | null
  }
  depends_on?: { nodes?: string[]; macros?: string[] }
}

export interface Manifest {
  metadata: { project_name?: string | null }
  nodes: Record<string, ManifestNode>
  sources: Record<string, ManifestNode>
}

export const MANIFEST = 'manifest.json'

/** The manifest in a target or state folder, as far as `T` says; undefined where there is none that can be read. */
export function readManifest<T = Manifest>(folder: string): T | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8')) as T
  } catch {
    return undefined
  }
}
