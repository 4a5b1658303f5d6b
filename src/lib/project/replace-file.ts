import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Writes a file so that it is there as a whole or, after a crash, as it was; its folder is made. */
export function replaceFile(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(`${file}.next`, text)
  renameSync(`${file}.next`, file)
}
