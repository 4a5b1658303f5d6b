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
  depends_on?: { nodes?: string[] }
}

export interface Manifest {
  metadata: { project_name?: string | null }
  nodes: Record<string, ManifestNode>
  sources: Record<string, ManifestNode>
}
