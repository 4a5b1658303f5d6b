import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, extname, join, resolve, sep } from 'node:path'
import { parseDocument } from 'yaml'
import { CONFIG_FILE, findProjectRoot, projectPaths } from './paths.js'

/**
 * Names in a project, read as loosely as an unfinished file needs: no schema, no dbt, no lakehouse. What can't be read
 * proposes nothing.
 */
export class ProjectNames {
  readonly #root: string | undefined
  #config: Record<string, unknown> | undefined

  constructor(from: string) {
    this.#root = findProjectRoot(from)
  }

  environments(): string[] {
    return [...new Set(['local', ...Object.keys(record(this.#settings().environments))])]
  }

  /** Models, seeds and snapshots. */
  models(): string[] {
    return [
      ...this.#names('models', ['.sql', '.py']),
      ...this.#names('seeds', ['.csv']),
      ...this.#names('snapshots', ['.sql']),
    ]
  }

  /** What may be an Iceberg table: models of the layers that have tables, by both of their names. */
  tables(): string[] {
    return ['std', 'cur'].flatMap(layer => {
      const names = this.#names(join('models', layer), ['.sql', '.py'])
      return [...names, ...names.map(name => `${layer}.${name}`)]
    })
  }

  rawTables(): string[] {
    const files = this.#dbtFiles(join('models', 'raw')).filter(file => /\.ya?ml$/.test(file))
    return files.flatMap(file =>
      list(readYaml(file).sources).flatMap(source => list(source.tables).map(({ name }) => String(name))),
    )
  }

  /** The newest first. */
  runs(): string[] {
    if (this.#root === undefined) return []
    const files = filesBelow(projectPaths(this.#root).runs).sort().reverse()
    return ['last', ...files.flatMap(file => /-([0-9a-f]{8})-[0-9a-f-]+\.json$/.exec(file)?.[1] ?? [])]
  }

  #names(folder: string, extensions: string[]): string[] {
    const files = this.#dbtFiles(folder).filter(file => extensions.includes(extname(file)))
    return files.map(file => basename(file, extname(file)))
  }

  #dbtFiles(folder: string): string[] {
    if (this.#root === undefined) return []
    const { dbt } = this.#settings()
    return filesBelow(resolve(this.#root, typeof dbt === 'string' ? dbt : 'dbt', folder))
  }

  #settings(): Record<string, unknown> {
    this.#config ??= this.#root === undefined ? {} : readYaml(join(this.#root, CONFIG_FILE))
    return this.#config
  }
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return []
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return paths.filter(path => !path.split(sep).some(name => name.startsWith('.'))).map(path => join(folder, path))
}

function readYaml(file: string): Record<string, unknown> {
  const document = parseDocument(readFileSync(file, 'utf8'), { logLevel: 'silent' })
  return record(document.errors.length > 0 ? JSON.parse(JSON.stringify(document)) : document.toJS())
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}

function list(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(record) : []
}
