import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { ProjectPaths } from './paths.js'
import { replaceFile } from './replace-file.js'

/** What a finished step left behind, so that the next run can tell whether it must do it again. */
export function readRecord<T>(paths: ProjectPaths, name: string): T | undefined {
  try {
    return JSON.parse(readFileSync(fileOf(paths, name), 'utf8')) as T
  } catch {
    // Missing, or damaged by a crash: the step is done again, which is always right.
    return undefined
  }
}

export function writeRecord(paths: ProjectPaths, name: string, record: unknown): void {
  replaceFile(fileOf(paths, name), JSON.stringify(record, null, 2))
}

export function dropRecord(paths: ProjectPaths, name: string): void {
  rmSync(fileOf(paths, name), { force: true })
}

function fileOf(paths: ProjectPaths, name: string): string {
  return join(paths.steps, `${name}.json`)
}
