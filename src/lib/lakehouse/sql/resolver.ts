import type { TrinoType } from './types/type.js'

/** A column of a relation, its name in lower case as Glue keeps it. */
export interface RelationColumn {
  name: string
  type: TrinoType
  /** `$path` and the like: found by name, not part of `*`. */
  hidden?: boolean
  /** A Hive partition column, or a source column of an Iceberg partition field. */
  partition?: boolean
  comment?: string
}

export interface RelationName {
  catalog: string
  schema: string
  name: string
}

/** What a name in FROM stands for. */
export type ResolvedRelation =
  | {
      kind: 'table'
      name: RelationName
      format: 'iceberg' | 'hive' | 'system'
      columns: RelationColumn[]
      /** A DuckDB FROM item that yields `columns` by name in their stored form (timestamptz as TIMESTAMPTZ). */
      from: string
      /** The DuckDB name for INSERT, UPDATE, DELETE and MERGE. Iceberg tables only. */
      target?: string
    }
  | {
      kind: 'view'
      name: RelationName
      /** The stored text (Trino SQL) and the context it was created in. */
      sql: string
      catalog: string
      schema?: string
      /** The columns stored with the view, for Trino's VIEW_IS_STALE check. */
      columns: RelationColumn[]
    }

export type AsOf =
  | { kind: 'timestamp'; epochMicros: bigint }
  | { kind: 'version'; id: bigint }
  | { kind: 'version'; ref: string }

/**
 * The analyzer's window to the catalog. Synchronous: the catalog is local. Names arrive in lower case.
 * Throws a TrinoError for what exists but can't be read; answers undefined where there is no such thing.
 */
export interface RelationResolver {
  hasCatalog(catalog: string): boolean
  hasSchema(catalog: string, schema: string): boolean
  relation(name: RelationName, asOf?: AsOf): ResolvedRelation | undefined
}

/** What a statement runs in. */
export interface SqlSession {
  catalog: string
  schema?: string
  /** The statement's start in epoch milliseconds: `now()` is constant within a statement. */
  startMillis: number
  user: string
}
