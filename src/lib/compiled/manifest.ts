import type { Manifest, ManifestNode } from '../toolchain/dbt/manifest.js'

/** What is needed of dbt's manifest to know what a model is compiled from. */
export interface CompiledManifest extends Manifest {
  macros: Record<
    string,
    { macro_sql: string; package_name: string; original_file_path: string; depends_on: { macros?: string[] } }
  >
}

export const COMPILED_TYPES: ReadonlySet<string> = new Set(['model', 'snapshot', 'analysis'])

/** The project's own nodes that dbt compiles to a query. */
export function ownNodes({ metadata, nodes }: CompiledManifest): [id: string, node: ManifestNode][] {
  return Object.entries(nodes).filter(
    ([, node]) => COMPILED_TYPES.has(node.resource_type) && node.package_name === metadata.project_name,
  )
}

/** What the compiled SQL takes from the time or from the warehouse, rather than from the project's files. */
const VOLATILE =
  /\b(run_query|statement|load_result|load_relation)\s*\(|\b(run_started_at|invocation_id|modules\.)|\badapter\s*\.\s*(?!dispatch|quote)/
/** The one question to the warehouse whose answer is known without dbt: whether an incremental model's table is there. */
const KNOWN = new Set(['macro.dbt.is_incremental'])

function asksOutside(jinja: string): boolean {
  const code = jinja.replaceAll(/\{#.*?#\}/gs, '').match(/\{\{.*?\}\}|\{%.*?%\}/gs) ?? []
  return code.some(part => VOLATILE.test(part))
}

/** Whether the same files may compile to something else the next time. */
export function isVolatile(manifest: CompiledManifest, node: ManifestNode): boolean {
  if (asksOutside(node.raw_code ?? '')) return true
  const seen = new Set(KNOWN)
  const asks = (ids: string[] = []): boolean =>
    ids.some(id => {
      if (seen.has(id)) return false
      seen.add(id)
      const macro = manifest.macros[id]
      return macro !== undefined && (asksOutside(macro.macro_sql) || asks(macro.depends_on.macros))
    })
  return asks(node.depends_on?.macros)
}
