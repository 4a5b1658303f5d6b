import { functionGroups } from './groups.js'
import { specialForms, unsupportedForms } from './special-forms.js'
import { unsupportedGroups } from './unsupported.js'

/** One line of the table of SQL functions. */
export interface FunctionEntry {
  group: string
  name: string
  kind: 'scalar' | 'aggregate' | 'window' | 'syntax' | 'unsupported'
  supported: boolean
  /** Why it is not supported. */
  reason?: string
  signatures: string[]
}

/** Every function of Athena engine version 3, from the tables that resolve calls: by group, then by name. */
export function functionCatalog(): FunctionEntry[] {
  const entries = new Map<string, FunctionEntry>()
  const add = (entry: FunctionEntry) => {
    const key = `${entry.group} ${entry.name}`
    const known = entries.get(key)
    if (known) known.signatures.push(...entry.signatures)
    else entries.set(key, entry)
  }
  for (const { functions } of functionGroups) {
    for (const { name, aliases = [], kind, group, signatures } of functions) {
      const texts = signatures.map(({ signature }) => signature)
      for (const each of [name, ...aliases]) {
        add({ group, name: each, kind, supported: true, signatures: texts.map(text => `${each}${text}`) })
      }
    }
  }
  for (const { group, name } of specialForms) add({ group, name, kind: 'syntax', supported: true, signatures: [] })
  const missing = [
    ...unsupportedGroups.flatMap(({ group, reason, names }) => names.map(name => ({ group, name, reason }))),
    ...unsupportedForms,
  ]
  for (const { group, name, reason } of missing)
    add({ group, name, kind: 'unsupported', supported: false, reason, signatures: [] })
  const order = ({ group, name }: FunctionEntry) => `${group.toLowerCase()} ${name}`
  return [...entries.values()].sort((a, b) => (order(a) < order(b) ? -1 : 1))
}
