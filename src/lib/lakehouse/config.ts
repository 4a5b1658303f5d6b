/** What one embedded lakehouse runs with. Directories are absolute. */
export interface LakehouseConfig {
  /** The project's `.mdw`: `s3/`, `catalog/` and `lakehouse/` (locator, lock, credentials, log) live in it. */
  stateDir: string
  /** Preferred port; a free one is taken when it is in use. */
  port: number
  /** Folder holding `duckdb_extension_{httpfs,avro,iceberg}/`, i.e. the Python environment's site-packages. */
  extensionDir: string
  accountId: string
  region: string
  /** The project's key pair. */
  accessKeyId: string
  secretAccessKey: string
  /** Bearer token of this process's own engine for the Iceberg REST catalog; new at every start. */
  engineToken: string
  /** Limits of Athena that the project switched off, by name. */
  limitsOff: string[]
}
