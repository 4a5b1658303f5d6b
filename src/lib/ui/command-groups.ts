/** The first words of commands, by what they are for, in the order of `mdw --help`. */
const COMMAND_GROUPS: Record<string, string[]> = {
  Start: ['up', 'down', 'init', 'doctor', 'deps', 'sample'],
  'Daily loop': ['upload', 'lint', 'plan', 'build', 'test', 'watch', 'runs', 'cost'],
  'Look at data': ['query', 'show', 'status', 'docs', 'exec'],
  'Iceberg and time': ['history', 'travel', 'diff', 'restore', 'compact', 'gc'],
  AWS: ['infra'],
  'Local lakehouse': ['local'],
  'mdw itself': ['config', 'completion', 'help'],
}

/** The groups of what exists. What no group names comes last. */
export function grouped<T extends { name: string }>(entries: T[]): { title: string; entries: T[] }[] {
  const word = ({ name }: T) => name.split(':')[0]!
  const groups = Object.entries(COMMAND_GROUPS).map(([title, names]) => ({
    title,
    entries: names.flatMap(name => entries.filter(entry => word(entry) === name)),
  }))
  const named = new Set(Object.values(COMMAND_GROUPS).flat())
  groups.push({ title: 'Other', entries: entries.filter(entry => !named.has(word(entry))) })
  return groups.filter(group => group.entries.length > 0)
}
