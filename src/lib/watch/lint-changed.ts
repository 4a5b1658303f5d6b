import { type LintResult, lint } from '../layers/lint.js'
import { lintProjectOf } from '../layers/manifest.js'
import type { ParsedProject, ResidentBuild } from '../toolchain/dbt/resident.js'
import type { Connection } from '../warehouse/connection.js'

/** Lints the changed models by the SQL that was compiled for the build. Null where none of them was. */
export function lintChanged(
  { project, environment }: Connection,
  parsed: ParsedProject,
  ids: string[],
  compiled: ResidentBuild['compiled'],
): LintResult | null {
  const changed = ids.filter(id => compiled[id]).map(id => parsed.nodes[id]!)
  if (changed.length === 0) return null
  const nodes = Object.entries(parsed.nodes).map(([id, node]) => [id, { ...node, compiled_code: compiled[id] ?? null }])
  const models = lintProjectOf({ ...parsed, nodes: Object.fromEntries(nodes) }, project, environment.prefix)
  const files = changed.map(({ original_file_path: file }) => file)
  return lint(models, project.config.lint, { models: files, layers: [] })
}
