import { randomUUID } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'

/** Writes a small JSON file so that readers see the old or the new one, never a part. */
export function writeJsonFile(file: string, content: object, mode = 0o644): void {
  const temporary = `${file}.${randomUUID()}`
  writeFileSync(temporary, `${JSON.stringify(content, null, 2)}\n`, { mode, flag: 'wx' })
  renameSync(temporary, file)
}

/** Undefined when the file is missing or does not hold JSON. */
export function readJsonFile<T>(file: string): Partial<T> | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Partial<T>
  } catch {
    return undefined
  }
}
