/** The leading numbers of a version: `1.10.23rc1` is [1, 10, 23]. */
export function parseVersion(text: string): number[] | undefined {
  const match = /\d+(\.\d+)*/.exec(text)
  return match?.[0].split('.').map(Number)
}

/** Negative when `a` is older than `b`; missing numbers count as 0. */
export function compareVersions(a: string, b: string): number {
  const left = parseVersion(a) ?? []
  const right = parseVersion(b) ?? []
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
