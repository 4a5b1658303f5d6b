/** Hive's pattern of SHOW TABLES and its like: `*` any text, `|` between alternatives, the rest a regular expression. */
export function likeFilter(pattern: string | undefined): (name: string) => boolean {
  if (pattern === undefined) return () => true
  const alternatives = pattern.split('|').map(part => toRegExp(part.trim()))
  return name => alternatives.some(regex => regex.test(name))
}

function toRegExp(text: string): RegExp {
  try {
    return new RegExp(`^(?:${text.replaceAll('*', '.*')})$`, 'i')
  } catch {
    return new RegExp(`^${text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`, 'i')
  }
}
