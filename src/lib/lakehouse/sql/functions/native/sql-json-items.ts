import { JsonReader } from './json-reader.js'
import { javaDouble, quote } from './json-text.js'

/** A JSON value as the path language sees it: whole numbers are bigint, all others double. */
export type Item = null | boolean | string | bigint | number | Item[] | JsonObject

export class JsonObject {
  constructor(readonly members: [string, Item][]) {}
}

function readItem(reader: JsonReader): Item {
  const c = reader.peek()
  if (c === '"') return reader.string()
  if (c === '[') {
    const items: Item[] = []
    reader.array(() => items.push(readItem(reader)))
    return items
  }
  if (c === '{') {
    const members: [string, Item][] = []
    reader.object(key => members.push([key, readItem(reader)]))
    return new JsonObject(members)
  }
  const word = reader.word()
  if (word === 'null') return null
  if (word === 'true' || word === 'false') return word === 'true'
  return /[.eE]/.test(word) ? Number(word) : BigInt(word)
}

export function parseItem(text: string): Item {
  const reader = new JsonReader(text)
  const item = readItem(reader)
  reader.end()
  return item
}

export function printItem(item: Item): string {
  if (item === null) return 'null'
  if (typeof item === 'string') return quote(item)
  if (typeof item === 'number') return javaDouble(item)
  if (Array.isArray(item)) return `[${item.map(printItem).join(',')}]`
  if (item instanceof JsonObject) {
    return `{${item.members.map(([key, value]) => `${quote(key)}:${printItem(value)}`).join(',')}}`
  }
  return String(item)
}

export function typeOf(item: Item): string {
  if (item === null) return 'null'
  if (Array.isArray(item)) return 'array'
  if (item instanceof JsonObject) return 'object'
  return typeof item === 'bigint' ? 'number' : typeof item
}
