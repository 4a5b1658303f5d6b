export const HIDDEN = '(hidden)'

/** Names of values that nobody but their reader should see. */
const SECRET_NAME = /passw|pwd|secret|token|credential|private|api_?key|access_?key/i

/** A value of mdw.yml with everything hidden that its name calls secret, and passwords in URLs. */
export function withoutSecrets(value: unknown, name = ''): unknown {
  if (value === undefined || value === null || value === '') return value
  if (SECRET_NAME.test(name)) return HIDDEN
  if (typeof value === 'string') return withoutPassword(value)
  if (Array.isArray(value)) return value.map(item => withoutSecrets(item))
  if (typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutSecrets(inner, key)]))
}

/** `https://user:password@host` without the two. */
export function withoutPassword(text: string): string {
  return text.replace(/\/\/[^/@\s]*@/, `//${HIDDEN}@`)
}
