/**
 * The catalog of record, in Glue's terms (its data model is the field's), camelCase. Names are lower case.
 * Wire words (PascalCase, paging tokens, exceptions) belong to `glue/`.
 */
export interface Column {
  name: string
  /** Hive's spelling: `string`, `int`, `array<struct<a:int>>`. */
  type: string
  comment?: string
  parameters?: Record<string, string>
}

export interface SerDeInfo {
  name?: string
  serializationLibrary?: string
  parameters?: Record<string, string>
}

export interface StorageDescriptor {
  columns: Column[]
  location?: string
  inputFormat?: string
  outputFormat?: string
  compressed?: boolean
  numberOfBuckets?: number
  serdeInfo?: SerDeInfo
  bucketColumns?: string[]
  sortColumns?: { column: string; sortOrder: number }[]
  parameters?: Record<string, string>
  storedAsSubDirectories?: boolean
  [other: string]: unknown
}

/** A database as given by a writer: the store fills the time. */
export interface DatabaseInput {
  name: string
  description?: string
  locationUri?: string
  parameters?: Record<string, string>
  [other: string]: unknown
}

export interface Database extends DatabaseInput {
  createTime: Date
}

/** A table as given by a writer: the store fills times and version. */
export interface TableInput {
  databaseName: string
  name: string
  description?: string
  owner?: string
  /** `EXTERNAL_TABLE`, `VIRTUAL_VIEW`, `MANAGED_TABLE`. */
  tableType?: string
  /** `table_type=ICEBERG` and `metadata_location` make an Iceberg table. */
  parameters: Record<string, string>
  storageDescriptor?: StorageDescriptor
  partitionKeys: Column[]
  viewOriginalText?: string
  viewExpandedText?: string
  retention?: number
  [other: string]: unknown
}

export interface Table extends TableInput {
  createTime: Date
  updateTime: Date
  /** Counts up with every update, from `0`, as Glue's does. */
  versionId: string
}

export interface PartitionInput {
  values: string[]
  storageDescriptor?: StorageDescriptor
  parameters?: Record<string, string>
  [other: string]: unknown
}

export interface Partition extends PartitionInput {
  creationTime: Date
}

/** `code` is Glue's own word without the `Exception`: EntityNotFound, AlreadyExists, VersionMismatch, ConcurrentModification, InvalidInput, ResourceNumberLimitExceeded. */
export class CatalogError extends Error {
  constructor(
    readonly code:
      | 'EntityNotFound'
      | 'AlreadyExists'
      | 'VersionMismatch'
      | 'ConcurrentModification'
      | 'InvalidInput'
      | 'ResourceNumberLimitExceeded',
    message: string,
  ) {
    super(message)
  }
}

/** A database, or a table of it, that an attachment belongs to. */
export interface AttachmentOwner {
  database: string
  table?: string
}

/** Every call is synchronous; a call that writes is durable (fsync) when it returns and survives kill -9. Listings are in name order. */
export interface CatalogStore {
  /** Runs several calls as one transaction, durable as a whole when it returns; what it throws undoes them all. */
  transaction<T>(work: () => T): T
  /**
   * Grows with every change of the table, its versions or its partitions, and is never used twice, not even for a table
   * dropped and created again: what a reader derived under one revision holds as long as the revision stays.
   */
  revision(database: string, table: string): number | undefined

  databases(): Database[]
  database(name: string): Database | undefined
  createDatabase(database: DatabaseInput): Database
  updateDatabase(name: string, database: DatabaseInput): Database
  /** Deletes its tables too. */
  deleteDatabase(name: string): void

  tables(database: string): Table[]
  table(database: string, name: string): Table | undefined
  createTable(table: TableInput): Table
  /**
   * Replaces a table. `expected` is checked in the same transaction: a version id, or the `metadata_location` an Iceberg
   * commit was made on. The old version is archived unless `skipArchive`.
   */
  updateTable(
    table: TableInput,
    options?: { expectedVersion?: string; expectedMetadataLocation?: string; skipArchive?: boolean },
  ): Table
  /** Moves table, versions and partitions. */
  renameTable(database: string, name: string, to: { database: string; name: string }): Table
  deleteTable(database: string, name: string): void

  /** Newest first, the current one included. */
  tableVersions(database: string, name: string): Table[]
  deleteTableVersion(database: string, name: string, versionId: string): void

  partitions(database: string, table: string): Partition[]
  /** The same one by one, for callers that stop early. `after` are the values of the last partition seen. */
  scanPartitions(database: string, table: string, after?: string[]): Iterable<Partition>
  partition(database: string, table: string, values: string[]): Partition | undefined
  createPartitions(
    database: string,
    table: string,
    partitions: PartitionInput[],
    options?: { ifNotExists?: boolean },
  ): void
  updatePartition(database: string, table: string, values: string[], partition: PartitionInput): void
  deletePartitions(database: string, table: string, values: string[][]): void

  /** Values that live, move and die with a database or a table: tags, functions, column statistics, by kind and id. */
  attachment<T>(owner: AttachmentOwner, kind: string, id: string): T | undefined
  putAttachment(owner: AttachmentOwner, kind: string, id: string, value: unknown): void
  /** Whether there was one. */
  deleteAttachment(owner: AttachmentOwner, kind: string, id: string): boolean
  attachments<T>(owner: AttachmentOwner, kind: string): { id: string; value: T }[]

  /** Small named records of the other services (workgroups, query history, prepared statements, tags, …), by kind and id. */
  record<T>(kind: string, id: string): T | undefined
  putRecord(kind: string, id: string, value: unknown): void
  deleteRecord(kind: string, id: string): void
  /** In id order; `reverse` for newest-first ids. */
  records<T>(kind: string, options?: { reverse?: boolean; limit?: number; after?: string }): { id: string; value: T }[]

  close(): void
}
