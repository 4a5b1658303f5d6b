import type { Layer } from '../project/environment.js'
import type { LintProject, ProjectNode } from './lint-model.js'
import type { Place, Subject } from './rule.js'
import { nodeOf, tableReferences } from './table-references.js'

/** One thing that a model reads. */
export interface Dependency {
  name: string
  kind: ProjectNode['kind'] | 'table'
  layer: Layer | null
  /** The first place in the compiled SQL; undefined where only dbt knows of it. */
  at?: Place
  /** The model outside of the layers that reads it for this one. */
  through?: string
}

/**
 * What the model reads: the tables of its compiled SQL, written by hand ones too, and what dbt knows to be behind
 * them. Views and ephemeral models outside of the layers are looked through.
 */
export function dependencyLayers({ model, query, project }: Subject): Dependency[] {
  const found = new Map<string, Dependency>()
  const add = (key: string, dependency: Dependency) => {
    if (!found.has(key)) found.set(key, dependency)
  }
  for (const reference of query === undefined ? [] : tableReferences(query)) {
    const node = nodeOf(reference, project)
    const { line, column } = reference.at
    const at = { line, column }
    if (node?.id === model.id) continue
    if (node !== undefined) {
      add(node.id, { name: node.name, kind: node.kind, layer: node.layer, at })
      for (const [key, dependency] of behind(node, project)) add(key, { ...dependency, at })
    } else if (reference.database !== undefined && project.databases.has(reference.database)) {
      const name = `${reference.database}.${reference.table}`
      if (name !== `${model.database}.${model.table}`) {
        add(name, { name, kind: 'table', layer: project.databases.get(reference.database)!, at })
      }
    }
  }
  for (const id of model.dependsOn) {
    const node = project.nodes.get(id)
    if (node === undefined || id === model.id) continue
    add(node.id, { name: node.name, kind: node.kind, layer: node.layer })
    for (const [key, dependency] of behind(node, project)) add(key, dependency)
  }
  return [...found.values()]
}

/** What a view or ephemeral model outside of the layers reads, through others of its kind. */
function behind(node: ProjectNode, project: LintProject, seen = new Set<string>()): Map<string, Dependency> {
  const found = new Map<string, Dependency>()
  if (node.layer !== null || node.kind !== 'model' || seen.has(node.id)) return found
  seen.add(node.id)
  for (const id of node.dependsOn) {
    const next = project.nodes.get(id)
    if (next === undefined) continue
    found.set(next.id, { name: next.name, kind: next.kind, layer: next.layer, through: node.name })
    for (const [key, dependency] of behind(next, project, seen)) found.set(key, { ...dependency, through: node.name })
  }
  return found
}
