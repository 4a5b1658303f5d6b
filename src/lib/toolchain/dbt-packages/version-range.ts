/** A dbt version specifier: `>=1.3.0`, `<2.0.0`, `=1.1.1` or `1.1.1` (dbt docs: "Package versions"). */
const SPECIFIER = /^\s*(>=|<=|>|<|=)?\s*v?(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+.*)?\s*$/

interface Version {
  numbers: [number, number, number]
  prerelease: string
}

/** Whether a version satisfies all of the specifiers. One that can't be read is satisfied by nothing. */
export function satisfies(version: string, specifiers: readonly string[]): boolean {
  return specifiers.flatMap(text => text.split(',')).every(text => satisfiesOne(version, text))
}

function satisfiesOne(version: string, specifier: string): boolean {
  const match = SPECIFIER.exec(specifier)
  const own = SPECIFIER.exec(version)
  if (match === null || own === null) return false
  const order = compare(parts(own), parts(match))
  switch (match[1] ?? '=') {
    case '>=':
      return order >= 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    case '<':
      return order < 0
    default:
      return order === 0
  }
}

function parts(match: RegExpExecArray): Version {
  return { numbers: [Number(match[2]), Number(match[3]), Number(match[4])], prerelease: match[5] ?? '' }
}

/** Semantic versions' order; prereleases, which packages hardly use, by text and before their release. */
function compare(a: Version, b: Version): number {
  for (const [index, number] of a.numbers.entries()) {
    if (number !== b.numbers[index]) return number - b.numbers[index]!
  }
  if (a.prerelease === b.prerelease) return 0
  if (a.prerelease === '') return 1
  if (b.prerelease === '') return -1
  return a.prerelease < b.prerelease ? -1 : 1
}
