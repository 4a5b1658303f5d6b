import { readFileSync } from 'node:fs'
import { replaceFile } from '../project/replace-file.js'

/** What dbt compiled, and from what. */
export interface CompiledStore {
  form: typeof FORM
  /** Fingerprint of the project that the manifest beside it is of. */
  project: string
  /** By unique id; Python models have no SQL. */
  models: Record<string, { key: string; sql: string | null }>
}

/** Another one's files are not read. */
const FORM = 1

export function readStore(file: string): CompiledStore {
  try {
    const store = JSON.parse(readFileSync(file, 'utf8')) as CompiledStore
    if (store.form === FORM) return store
  } catch {
    // Missing, or damaged by a crash: everything is compiled again.
  }
  return { form: FORM, project: '', models: {} }
}

export function writeStore(file: string, store: CompiledStore): void {
  replaceFile(file, JSON.stringify(store))
}
