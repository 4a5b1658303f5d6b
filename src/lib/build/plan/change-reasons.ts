/** What is needed of two manifests to say why a node counts as changed. */
export interface ComparedManifest {
  nodes: Record<string, ComparedNode>
  sources: Record<string, ComparedNode>
  macros?: Record<string, { macro_sql?: string; depends_on?: { macros?: string[] } }>
}

interface ComparedNode {
  resource_type?: string
  checksum?: { checksum?: string }
  unrendered_config?: Record<string, unknown>
  relation_name?: string | null
  depends_on?: { macros?: string[]; nodes?: string[] }
}

/**
 * Why each of the nodes is built, in the order of the ids. dbt says only that a node differs, or reads one that does
 * (dbt: "Node selection, state method"); what it compares is compared here again to say how. `otherwise` is the reason of
 * a node in which nothing is found.
 */
export function changeReasons(
  ids: string[],
  now: ComparedManifest,
  before: ComparedManifest,
  otherwise = 'changed',
): Map<string, string> {
  const reasons = new Map<string, string>()
  const differs = (id: string): string | undefined => {
    const [node, old] = [now.nodes[id] ?? now.sources[id], before.nodes[id] ?? before.sources[id]]
    if (node === undefined) return undefined
    if (old === undefined) return 'new'
    if (node.checksum?.checksum !== old.checksum?.checksum)
      return node.resource_type === 'seed' ? 'rows changed' : 'SQL changed'
    if (!sameSettings(node, old)) return 'settings changed'
    const macro = changedMacro(node, now, before)
    return macro === undefined ? undefined : `macro ${macro.split('.').at(-1)} changed`
  }
  const seen = new Map<string, boolean>()
  const readsChange = (id: string): boolean => {
    const known = seen.get(id)
    if (known !== undefined) return known
    seen.set(id, false)
    const parents = now.nodes[id]?.depends_on?.nodes ?? []
    const reads = parents.some(parent => differs(parent) !== undefined || readsChange(parent))
    seen.set(id, reads)
    return reads
  }
  for (const id of ids) reasons.set(id, differs(id) ?? (readsChange(id) ? 'reads a change' : otherwise))
  return reasons
}

function sameSettings(node: ComparedNode, old: ComparedNode): boolean {
  return node.relation_name === old.relation_name && sorted(node.unrendered_config) === sorted(old.unrendered_config)
}

function sorted(value: unknown): string {
  const plain = value !== null && typeof value === 'object' && !Array.isArray(value)
  return JSON.stringify(plain ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)) : (value ?? {}))
}

/** The first macro behind the node whose text differs. */
function changedMacro(node: ComparedNode, now: ComparedManifest, before: ComparedManifest): string | undefined {
  const seen = new Set<string>()
  const look = (ids: string[] = []): string | undefined => {
    for (const id of ids) {
      if (seen.has(id)) continue
      seen.add(id)
      const macro = now.macros?.[id]
      if (macro === undefined) continue
      if (macro.macro_sql !== before.macros?.[id]?.macro_sql) return id
      const deeper = look(macro.depends_on?.macros)
      if (deeper !== undefined) return deeper
    }
    return undefined
  }
  return look(node.depends_on?.macros)
}
