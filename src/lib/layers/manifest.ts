import { readFileSync } from 'node:fs'
import { join, posix, relative, sep } from 'node:path'
import { LAYERS, type Layer } from '../project/environment.js'
import type { Project } from '../project/project.js'
import type { Manifest, ManifestNode } from '../toolchain/dbt/manifest.js'
import { type LintModel, type LintProject, lintProject, type ProjectNode } from './lint-model.js'

/** A manifest as lint looks at it. */
export function lintProjectOf(manifest: Manifest, project: Project, prefix: string): LintProject {
  const dbt = relative(project.paths.root, project.dbtFolder).split(sep).join('/')
  const models: LintModel[] = []
  const others: ProjectNode[] = Object.values(manifest.sources).map(node => nodeOf(node, 'source', prefix))
  for (const node of Object.values(manifest.nodes)) {
    const kind = node.resource_type
    if (kind === 'seed') others.push(nodeOf(node, kind, prefix))
    if (kind !== 'model' && kind !== 'snapshot') continue
    if (node.package_name !== manifest.metadata.project_name) others.push(nodeOf(node, kind, prefix))
    else models.push(modelOf(node, kind, project, dbt, prefix))
  }
  return lintProject(models, others, prefix)
}

function nodeOf(node: ManifestNode, kind: ProjectNode['kind'], prefix: string): ProjectNode {
  return {
    id: node.unique_id,
    name: node.name,
    kind,
    layer: layerOf(node, prefix),
    database: node.schema.toLowerCase(),
    table: (node.identifier ?? node.alias ?? node.name).toLowerCase(),
    materialized: node.config?.materialized ?? null,
    dependsOn: node.depends_on?.nodes ?? [],
  }
}

function modelOf(
  node: ManifestNode,
  kind: LintModel['kind'],
  project: Project,
  dbt: string,
  prefix: string,
): LintModel {
  const { table_type, partitioned_by, force_batch } = node.config ?? {}
  return {
    ...nodeOf(node, kind, prefix),
    kind,
    settings: { table_type, partitioned_by, force_batch },
    file: posix.join(dbt, node.original_file_path.split(sep).join('/')),
    source: sourceOf(join(project.dbtFolder, node.original_file_path)) ?? node.raw_code ?? '',
    compiled: node.language === 'python' ? null : (node.compiled_code ?? null),
  }
}

/** dbt strips the text that it keeps, and lines must count as the user's editor counts them. */
function sourceOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

/** The layer that a node's database is of, or else the folder that it is in. */
function layerOf(node: ManifestNode, prefix: string): Layer | null {
  const database = node.schema.startsWith(prefix) ? node.schema.slice(prefix.length) : node.schema
  const names = [node.config?.schema, database, ...node.fqn.slice(1, -1).reverse()]
  return LAYERS.find(layer => layer === names.find(name => LAYERS.includes(name as Layer))) ?? null
}
