import { invalidInput } from './errors.js'

/** The order in which the catalog lists names. */
export const byteOrder = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))

/**
 * Cuts one page out of a list sorted by its keys. The token holds the key of the last item given, so that nothing is
 * skipped or told twice when items come and go between the pages.
 */
export function page<Item>(
  items: Iterable<Item>,
  key: (item: Item) => string,
  request: { nextToken?: string; maxResults?: number },
  most: number,
  compare = byteOrder,
): { items: Item[]; nextToken?: string } {
  const size = request.maxResults ?? most
  const [after] = request.nextToken === undefined ? [] : readToken(request.nextToken)
  const result: Item[] = []
  for (const item of items) {
    if (after !== undefined && compare(key(item), after) <= 0) continue
    if (result.length === size) return { items: result, nextToken: writeToken([key(result[size - 1]!)]) }
    result.push(item)
  }
  return { items: result }
}

export const writeToken = (key: string[]): string => Buffer.from(JSON.stringify(key)).toString('base64url')

export function readToken(token: string): string[] {
  try {
    const key = JSON.parse(Buffer.from(token, 'base64url').toString())
    if (Array.isArray(key) && key.length > 0 && key.every(part => typeof part === 'string')) return key
  } catch {
    // Falls through to the refusal.
  }
  throw invalidInput('The pagination token is not valid.')
}
