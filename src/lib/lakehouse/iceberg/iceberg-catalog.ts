/**
 * Iceberg tables over Glue's catalog and the object store. Names are lower case.
 *
 * Reading       tryLoad, load                  synchronous: metadata, its text and its location
 *               timeTravel (metadata/time-travel.ts) picks the snapshot of a time, id or ref
 * Making        create                         an empty table, at once in Glue
 *               stage -> publish | discard     CTAS: `staged.sqlName` is what DuckDB inserts into; nothing is visible, no
 *                                              metadata file exists, until `publish` puts the table into Glue in one step
 * Changing      openWrite -> close             INSERT, UPDATE, DELETE, MERGE: DuckDB writes to `write.sqlName`, and the
 *                                              commit is known to be that statement's; `write.outcome` tells what it did
 *               commit                         REST requirements and updates: checks, one snapshot per statement, writes
 *                                              the next metadata file, moves Glue's pointer under its optimistic lock
 *               change                         DDL: a function from metadata to updates, retried when somebody else was first
 *               rename, drop, register
 * Upkeep        pins                           snapshots that running queries read; VACUUM keeps them
 *
 * Every failure is an IcebergError (the REST model's words) or a TrinoError (Athena's words, from the statement's limits).
 */
import { randomUUID } from 'node:crypto'
import { CatalogError, type CatalogStore, type Table } from '../catalog/model.js'
import type { ObjectStore } from '../store/object-store.js'
import { Manifests } from './avro/manifests.js'
import { glueTable, isIcebergTable, movedGlueTable } from './glue-table.js'
import { alreadyExists, badRequest, commitFailed, noSuchNamespace, noSuchTable } from './iceberg-error.js'
import { KeyedMutex } from './keyed-mutex.js'
import { deleteTableFiles } from './maintenance/drop-files.js'
import { SnapshotPins } from './maintenance/pins.js'
import { blankMetadata, completedMetadata } from './metadata/blank.js'
import { type MetadataFile, MetadataFiles } from './metadata/files.js'
import { logPrevious, metadataFileName } from './metadata/log.js'
import { currentSnapshot, type TableChange, type TableMetadata, type TableUpdate } from './metadata/model.js'
import { newTableMetadata, type TableDefinition } from './metadata/new-table.js'
import { applyUpdates } from './metadata/updates.js'
import { checkManifests } from './snapshot/check-manifests.js'
import { withEmptySnapshot } from './snapshot/empty-snapshot.js'
import { type CommitContext, type PreparedCommit, prepareCommit } from './snapshot/prepare-commit.js'
import { StagedTable } from './staged-table.js'
import { StatementTables } from './statement-tables.js'
import { type WriteOptions, WriteTable } from './write-table.js'

export interface TableName {
  database: string
  name: string
}

/** An Iceberg table as Glue and its metadata file have it. */
export interface LoadedTable extends MetadataFile {
  table: Table
}

/** A commit that keeps losing the race gives up after this many times. */
const maxAttempts = 10

export class IcebergCatalog {
  readonly statements = new StatementTables()
  readonly pins = new SnapshotPins()
  readonly manifests: Manifests
  private readonly files: MetadataFiles
  private readonly commits = new KeyedMutex()

  constructor(
    readonly store: CatalogStore,
    readonly objects: ObjectStore,
    private readonly now: () => number = Date.now,
  ) {
    this.files = new MetadataFiles(objects)
    this.manifests = new Manifests(objects)
  }

  /** Undefined where Glue has no such table or it is not an Iceberg table. */
  tryLoad(name: TableName): LoadedTable | undefined {
    const table = this.store.table(name.database, name.name)
    if (!table || !isIcebergTable(table)) return undefined
    return { table, ...this.files.read(table.parameters.metadata_location!) }
  }

  load(name: TableName): LoadedTable {
    const loaded = this.tryLoad(name)
    if (loaded) return loaded
    if (!this.store.database(name.database)) throw noSuchNamespace(name.database)
    throw noSuchTable(name.database, name.name)
  }

  /** The metadata of an older file of the metadata log, or of any other known location. */
  readMetadata(location: string): MetadataFile {
    return this.files.read(location)
  }

  async create(name: TableName, definition: TableDefinition, description?: string): Promise<LoadedTable> {
    return this.addNew(name, newTableMetadata(definition, this.now()), description)
  }

  /** A REST client's creating commit (stage-create, then `assert-create`). */
  async createFromUpdates(name: TableName, updates: TableUpdate[]): Promise<LoadedTable> {
    const metadata = applyUpdates(blankMetadata(), updates, this.now())
    if (metadata.location === '') throw badRequest('A creating commit must set the location')
    if (metadata['current-schema-id'] < 0) throw badRequest('A creating commit must add a schema and make it current')
    checkManifests(this.manifests, blankMetadata(), metadata)
    return this.addNew(name, completedMetadata(metadata))
  }

  /** Adopts a metadata file that is there already. */
  register(name: TableName, metadataLocation: string): LoadedTable {
    const file = this.files.read(metadataLocation)
    return { table: this.addToGlue(name, file), ...file }
  }

  /** A hidden table to fill: the location is the final one, the first metadata file comes with `publish`. */
  stage(definition: TableDefinition, options: WriteOptions = {}): StagedTable {
    const metadata = newTableMetadata(definition, this.now())
    return this.stageMetadata(metadata, options)
  }

  /** As `stage`, from metadata of the caller's making (a rewrite stages its target's). */
  stageMetadata(metadata: TableMetadata, options: WriteOptions = {}): StagedTable {
    return this.statements.add(new StagedTable(this.statements.newId('new'), metadata, options, this))
  }

  /**
   * Puts a staged table into Glue under `name`, all at once. Fails with AlreadyExistsException if the name is taken, unless
   * `replace`, which moves an existing Iceberg table's pointer to it.
   */
  async publish(
    staged: StagedTable,
    name: TableName,
    options: { replace?: boolean; description?: string } = {},
  ): Promise<LoadedTable> {
    const metadata = currentSnapshot(staged.metadata)
      ? staged.metadata
      : await withEmptySnapshot(this.manifests, staged.metadata, this.now())
    const loaded = await this.addNew(name, metadata, options.description, options.replace)
    this.statements.remove(staged.id)
    return loaded
  }

  /** Forgets a staged table and deletes what was written for it. */
  async discard(staged: StagedTable): Promise<void> {
    this.statements.remove(staged.id)
    await deleteTableFiles(this.objects, staged.metadata)
  }

  /** A name for one writing statement. Close it when the statement ends, however it ends. */
  openWrite(name: TableName, options: WriteOptions = {}): WriteTable {
    this.load(name)
    return this.statements.add(new WriteTable(this.statements.newId('write'), name, options, this))
  }

  /**
   * Applies a commit and moves the pointer. The next metadata file is on disk before the pointer moves; on any failure the
   * table is as before. With `context.rebase` an append is put on top of what others committed meanwhile.
   */
  async commit(name: TableName, change: TableChange, context: CommitContext = {}): Promise<CommittedTable> {
    return this.commits.run(key(name), () =>
      this.tryCommit(name, loaded =>
        prepareCommit(this.manifests, loaded.metadata, change, { now: this.now(), ...context }),
      ),
    )
  }

  /** A change of the catalog's own (DDL): `updates` is asked again when another writer was first. */
  async change(name: TableName, updates: (metadata: TableMetadata) => TableUpdate[]): Promise<CommittedTable> {
    return this.commits.run(key(name), () =>
      this.tryCommit(name, async ({ metadata }) => ({
        metadata: applyUpdates(metadata, updates(metadata), this.now()),
        written: [],
        replaced: [],
      })),
    )
  }

  /** A commit of the catalog's own making (a rewrite), prepared anew on whatever head it meets. */
  async commitPrepared(
    name: TableName,
    prepare: (metadata: TableMetadata) => Promise<PreparedCommit>,
  ): Promise<CommittedTable> {
    return this.commits.run(key(name), () => this.tryCommit(name, loaded => prepare(loaded.metadata)))
  }

  rename(from: TableName, to: TableName): Table {
    this.load(from)
    if (!this.store.database(to.database)) throw noSuchNamespace(to.database)
    if (this.store.table(to.database, to.name)) throw alreadyExists(`Table ${to.database}.${to.name}`)
    return this.store.renameTable(from.database, from.name, to)
  }

  /** Removes the table from Glue; with `purge` also its files (those it reaches, and its data and metadata folders). */
  async drop(name: TableName, options: { purge: boolean }): Promise<void> {
    const loaded = this.load(name)
    this.store.deleteTable(name.database, name.name)
    if (options.purge) await deleteTableFiles(this.objects, loaded.metadata, loaded.location)
  }

  private async tryCommit(
    name: TableName,
    prepare: (loaded: LoadedTable) => Promise<PreparedCommit>,
  ): Promise<CommittedTable> {
    for (let attempt = 1; ; attempt++) {
      const loaded = this.load(name)
      const prepared = await prepare(loaded)
      if (prepared.metadata === loaded.metadata) return { ...loaded, prepared }
      const { metadata, dropped } = logPrevious(prepared.metadata, loaded)
      const file = await this.writeMetadata(metadata, loaded.location)
      try {
        // Read again: what Glue's own calls changed meanwhile beside the pointer stays.
        const latest = this.store.table(name.database, name.name)
        if (!latest) throw noSuchTable(name.database, name.name)
        const table = this.store.updateTable(movedGlueTable(latest, metadata, file.location), {
          expectedMetadataLocation: loaded.location,
        })
        for (const location of [...dropped, ...prepared.replaced]) await this.deleteFile(location)
        return { table, ...file, prepared }
      } catch (error) {
        await this.files.delete(file.location)
        for (const written of prepared.written) await this.deleteFile(written)
        if (!lostRace(error)) throw error
        if (attempt === maxAttempts)
          throw commitFailed(`Cannot commit to ${key(name)}: metadata changed ${attempt} times`)
      }
    }
  }

  private async addNew(name: TableName, metadata: TableMetadata, description?: string, replace = false) {
    if (!this.store.database(name.database)) throw noSuchNamespace(name.database)
    const existing = this.store.table(name.database, name.name)
    if (existing && !replace) throw alreadyExists(`Table ${key(name)}`)
    const file = await this.writeMetadata(metadata, undefined)
    try {
      return { table: this.addToGlue(name, file, description, existing), ...file }
    } catch (error) {
      await this.files.delete(file.location)
      throw error
    }
  }

  private addToGlue(name: TableName, file: MetadataFile, description?: string, replaced?: Table): Table {
    const input = glueTable(name, file.metadata, file.location, description)
    try {
      if (!replaced) return this.store.createTable(input)
      return this.store.updateTable(input, { expectedVersion: replaced.versionId })
    } catch (error) {
      if (lostRace(error)) throw commitFailed(`Table ${key(name)} was changed while it was being replaced`)
      if (!(error instanceof CatalogError)) throw error
      if (error.code === 'AlreadyExists') throw alreadyExists(`Table ${key(name)}`)
      if (error.code === 'EntityNotFound') throw noSuchNamespace(name.database)
      throw error
    }
  }

  private async writeMetadata(metadata: TableMetadata, previous: string | undefined): Promise<MetadataFile> {
    const folder = metadata.properties['write.metadata.path'] ?? `${metadata.location}/metadata`
    return this.files.write(`${folder.replace(/\/+$/, '')}/${metadataFileName(previous, randomUUID())}`, metadata)
  }

  private async deleteFile(location: string): Promise<void> {
    await this.files.delete(location).catch(() => undefined)
  }
}

export interface CommittedTable extends LoadedTable {
  prepared: PreparedCommit
}

function key(name: TableName): string {
  return `${name.database}.${name.name}`
}

function lostRace(error: unknown): boolean {
  return error instanceof CatalogError && (error.code === 'VersionMismatch' || error.code === 'ConcurrentModification')
}
