import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** In load order: iceberg needs the other two. */
const EXTENSIONS = ['httpfs', 'avro', 'iceberg'] as const

/** The DuckDB version that the Node package and the extensions share: an extension loads into its own version only. */
const DUCKDB_VERSION = '1.5.5'

/** The engine cannot start: nothing that a query says will change that. */
export class EngineUnavailableError extends Error {
  override name = 'EngineUnavailableError'
}

/** The extension files of a Python environment, as PyPI's `duckdb-extension-*` packages lay them out. */
export function extensionFiles(sitePackages: string): string[] {
  const files = EXTENSIONS.map(name =>
    join(sitePackages, `duckdb_extension_${name}`, 'extensions', `v${DUCKDB_VERSION}`, `${name}.duckdb_extension`),
  )
  const missing = files.filter(file => !existsSync(file))
  if (missing.length > 0) {
    const names = EXTENSIONS.filter((_, i) => missing.includes(files[i]!)).map(name => `duckdb-extension-${name}`)
    throw new EngineUnavailableError(
      `The query engine needs ${names.join(', ')} ${DUCKDB_VERSION} in ${sitePackages}. Run \`mdw up\` to install them.`,
    )
  }
  return files
}
