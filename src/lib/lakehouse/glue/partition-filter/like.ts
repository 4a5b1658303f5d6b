/** SQL's LIKE without an escape character: `%` is any run of characters, `_` any one. Never more than length × length steps. */
export function like(text: string, pattern: string): boolean {
  const [characters, parts] = [[...text], [...pattern]]
  let [at, part] = [0, 0]
  // Where to go on when a later part does not match: the last `%`, eating one character more.
  let [restartAt, restartPart] = [0, -1]
  while (at < characters.length) {
    if (parts[part] === '%') {
      restartPart = part++
      restartAt = at
    } else if (parts[part] === '_' || parts[part] === characters[at]) {
      part++
      at++
    } else if (restartPart >= 0) {
      part = restartPart + 1
      at = ++restartAt
    } else {
      return false
    }
  }
  while (parts[part] === '%') part++
  return part === parts.length
}
