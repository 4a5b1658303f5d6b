/**
 * OPTIMIZE … REWRITE DATA USING BIN_PACK. The engine copies rows from a hidden table that holds the files to rewrite to a
 * hidden table that takes the new ones, and the result is committed to the target as one `replace` snapshot:
 *
 *     const rewrite = await planRewrite(catalog, name, { paths })       // undefined: nothing is worth it
 *     INSERT INTO lake.<rewrite.targetSqlName> SELECT * FROM lake.<rewrite.sourceSqlName>
 *     await rewrite.commit()                                            // CommitFailedException on a true conflict
 *     await rewrite.close()                                             // in any case
 *
 * Rows are the same before and after, so it does not matter if a few files more than a WHERE names are rewritten: `paths` are the
 * data files that hold rows it matches.
 */
import { fileContent, partitionKey } from '../avro/manifest.js'
import type { ManifestFile } from '../avro/manifest-list.js'
import type { CommittedTable, IcebergCatalog, TableName } from '../iceberg-catalog.js'
import { commitFailed, IcebergError } from '../iceberg-error.js'
import { currentSnapshot, defaultSpec, type Snapshot, snapshotById, type TableMetadata } from '../metadata/model.js'
import { newSnapshotId } from '../snapshot/empty-snapshot.js'
import type { PreparedCommit } from '../snapshot/prepare-commit.js'
import type { StagedTable } from '../staged-table.js'
import { DeleteIndex, type LiveEntry, liveEntries } from './live-files.js'
import { removalSnapshot } from './removal-snapshot.js'
import { rewriteManifests } from './rewritten-manifests.js'
import { selectFiles } from './select-files.js'
import { rewriteSettings } from './table-settings.js'

export interface RewriteSelection {
  /** Only these data files, by location. */
  paths?: ReadonlySet<string>
  /** Every data file of the selection, whatever its size. */
  all?: boolean
  /** Extra summary entries. */
  summary?: Record<string, string>
}

export async function planRewrite(
  catalog: IcebergCatalog,
  name: TableName,
  selection: RewriteSelection = {},
): Promise<Rewrite | undefined> {
  const { metadata } = catalog.load(name)
  const base = currentSnapshot(metadata)
  if (!base) return undefined
  const entries = liveEntries(catalog.manifests, base)
  const selected = selection.all
    ? entries.filter(({ file }) => file.content === fileContent.data && (selection.paths?.has(file.path) ?? true))
    : selectFiles(metadata, entries, selection.paths)
  if (selected.length === 0) return undefined
  const rewrite = new Rewrite(catalog, name, metadata, base, entries, selected, selection.summary)
  await rewrite.open()
  return rewrite
}

export class Rewrite {
  private source: StagedTable | undefined
  private readonly target: StagedTable
  private readonly temporary: string[] = []
  private readonly paths: ReadonlySet<string>
  private readonly unpin: () => void
  private committed = false

  constructor(
    private readonly catalog: IcebergCatalog,
    private readonly name: TableName,
    private readonly metadata: TableMetadata,
    private readonly base: Snapshot,
    private readonly entries: LiveEntry[],
    readonly selected: LiveEntry[],
    private readonly summary: Record<string, string> = {},
  ) {
    this.paths = new Set(selected.map(entry => entry.file.path))
    this.unpin = catalog.pins.pin(metadata)
    this.target = catalog.stageMetadata(withoutHistory({ ...metadata, properties: writeProperties(metadata) }))
  }

  /** What to insert into, behind the attached catalog's name. */
  get targetSqlName(): string {
    return this.target.sqlName
  }

  /** What to select from: the chosen files with all deletes that apply to them, in the table's current schema. */
  get sourceSqlName(): string {
    return this.source!.sqlName
  }

  get inputBytes(): number {
    return this.selected.reduce((sum, entry) => sum + entry.file.size, 0)
  }

  /** Makes the source table: the target's current snapshot with the other data files left out. */
  async open(): Promise<void> {
    const others = this.entries.filter(({ file }) => file.content === fileContent.data && !this.paths.has(file.path))
    const snapshot: Snapshot = {
      ...this.base,
      'snapshot-id': newSnapshotId(),
      'schema-id': this.metadata['current-schema-id'],
    }
    delete snapshot['parent-snapshot-id']
    const rest = await rewriteManifests(this.catalog.manifests, this.metadata, this.catalog.manifests.list(this.base), {
      snapshotId: snapshot['snapshot-id'],
      sequenceNumber: this.base['sequence-number'],
      removed: new Set(others.map(entry => entry.file.path)),
      markDeleted: false,
    })
    snapshot['manifest-list'] = await this.catalog.manifests.writeList(this.metadata, snapshot, rest.manifests)
    this.temporary.push(snapshot['manifest-list'], ...rest.written)
    const source = {
      ...withoutHistory(this.metadata),
      snapshots: [snapshot],
      refs: { main: { 'snapshot-id': snapshot['snapshot-id'], type: 'branch' as const } },
      'current-snapshot-id': snapshot['snapshot-id'],
      'snapshot-log': [{ 'snapshot-id': snapshot['snapshot-id'], 'timestamp-ms': snapshot['timestamp-ms'] }],
    }
    this.source = this.catalog.stageMetadata(source)
  }

  /** Fails without a change if the new files do not hold what the old ones held. */
  async commit(): Promise<CommittedTable> {
    const staged = currentSnapshot(this.target.metadata)
    const added = staged ? this.catalog.manifests.list(staged) : []
    this.checkRows(this.target.outcome?.addedRecords ?? 0n)
    const committed = await this.catalog.commitPrepared(this.name, head => this.prepare(head, added))
    this.committed = true
    if (staged) this.temporary.push(staged['manifest-list'])
    return committed
  }

  async close(): Promise<void> {
    this.unpin()
    const { manifests, statements } = this.catalog
    const staged = currentSnapshot(this.target.metadata)
    if (!this.committed && staged) {
      // The new files were never in the table.
      for (const manifest of manifests.list(staged)) {
        for (const entry of manifests.entries(manifest)) this.temporary.push(entry.file.path)
        this.temporary.push(manifest.path)
      }
      this.temporary.push(staged['manifest-list'])
    }
    statements.remove(this.target.id)
    if (this.source) statements.remove(this.source.id)
    for (const location of this.temporary) await manifests.delete(location).catch(() => undefined)
  }

  /** The replace snapshot on top of the table's head, which may have moved on by appends. */
  private async prepare(metadata: TableMetadata, added: ManifestFile[]): Promise<PreparedCommit> {
    const { manifests } = this.catalog
    const head = currentSnapshot(metadata)
    if (!head || !snapshotById(metadata, this.base['snapshot-id']))
      throw commitFailed('The snapshot that was rewritten is gone')
    const live = head === this.base ? this.entries : liveEntries(manifests, head)
    this.checkConflicts(live)
    const removed = this.removedFiles(live, metadata)
    return removalSnapshot(this.catalog, metadata, head, {
      operation: 'replace',
      removed,
      added,
      summary: this.summary,
    })
  }

  /** Deletes may name a row twice, so the number of rows is known within bounds only. */
  private checkRows(written: bigint): void {
    const index = new DeleteIndex(this.entries, this.metadata)
    const deletes = new Set<LiveEntry>()
    let records = 0
    for (const data of this.selected) {
      records += data.file.recordCount
      for (const entry of index.deletesOf(data)) deletes.add(entry)
    }
    const positions = [...deletes].filter(({ file }) => file.content === fileContent.positionDeletes)
    const deleted = positions.reduce((sum, { file }) => sum + file.recordCount, 0)
    const least = positions.length < deletes.size ? 0 : records - deleted
    if (written < BigInt(least) || written > BigInt(records))
      throw new IcebergError(
        'ValidationException',
        500,
        `The rewrite of ${this.name.database}.${this.name.name} holds ${written} rows of ${records}; nothing was changed`,
      )
  }

  /** Everything rewritten must still be there, and no new deletes may apply to it. */
  private checkConflicts(live: LiveEntry[]): void {
    if (live === this.entries) return
    const paths = new Set(live.map(entry => entry.file.path))
    if (this.selected.some(entry => !paths.has(entry.file.path)))
      throw commitFailed('Found conflicting changes: a file that was rewritten has been removed')
    const before = new Set(this.entries.map(entry => entry.file.path))
    const partitions = new Set(this.selected.map(entry => partitionKey(entry.file)))
    for (const { file } of live) {
      if (file.content === fileContent.data || before.has(file.path)) continue
      const applies =
        file.referencedDataFile === undefined
          ? file.content === fileContent.equalityDeletes || partitions.has(partitionKey(file))
          : this.paths.has(file.referencedDataFile)
      if (applies) throw commitFailed('Found conflicting changes: rows of a file that was rewritten have been deleted')
    }
  }

  /** The rewritten data files, and the delete files that then apply to nothing. */
  private removedFiles(live: LiveEntry[], metadata: TableMetadata): LiveEntry[] {
    const rewritten = live.filter(({ file }) => file.content === fileContent.data && this.paths.has(file.path))
    const index = new DeleteIndex(live, metadata)
    const needed = new Set(
      live
        .filter(({ file }) => file.content === fileContent.data && !this.paths.has(file.path))
        .flatMap(data => index.deletesOf(data).map(entry => entry.file.path)),
    )
    const done = live.filter(({ file }) => file.content !== fileContent.data && !needed.has(file.path))
    return [...rewritten, ...done]
  }
}

/** DuckDB 1.5.5 refuses a target size for partitioned tables. */
function writeProperties(metadata: TableMetadata): Record<string, string> {
  const { 'write.target-file-size-bytes': _, ...properties } = metadata.properties
  if (defaultSpec(metadata).fields.length > 0) return properties
  return { ...properties, 'write.target-file-size-bytes': String(rewriteSettings(metadata).targetFileSize) }
}

function withoutHistory(metadata: TableMetadata): TableMetadata {
  const { statistics: _s, 'partition-statistics': _p, ...rest } = metadata
  return {
    ...rest,
    snapshots: [],
    refs: {},
    'current-snapshot-id': null,
    'snapshot-log': [],
    'metadata-log': [],
  }
}
