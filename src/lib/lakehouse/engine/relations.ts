import type { CatalogStore } from '../catalog/model.js'
import type { IcebergCatalog, TableName } from '../iceberg/iceberg-catalog.js'
import type { TableMetadata } from '../iceberg/metadata/model.js'
import type { SystemTable } from '../iceberg/system/system-table.js'
import { systemTable } from '../iceberg/system-tables.js'
import type { WriteOptions, WriteTable } from '../iceberg/write-table.js'
import type { RelationName, RelationResolver, ResolvedRelation } from '../sql/resolver.js'
import type { ObjectStore } from '../store/object-store.js'
import { LAKE } from './engine.js'
import type { CsvRewriter } from './hive/csv-rewrite.js'
import { type DataFile, listDataFiles } from './hive/files.js'
import type { CsvFormat } from './hive/open-csv-line.js'
import { type RelationSource, resolveRelation } from './resolver.js'

/** Thrown out of a translation that asks for files which are not listed yet; it is run again when they are. */
class Suspended extends Error {
  constructor(readonly ready: Promise<unknown>) {
    super('Waiting for a file listing')
  }
}

export interface RelationEnvironment {
  catalog: CatalogStore
  iceberg: IcebergCatalog
  objects: ObjectStore
  /** The folder of all objects: `<root>/<bucket>/<key>`. */
  objectsRoot: string
  csvRewriter: CsvRewriter
}

/** The one catalog. */
export const CATALOG = 'awsdatacatalog'

/**
 * The relations of one statement. The analyzer's look-ups are synchronous while listing files is not: `resolving` runs a
 * translation again until all it asks for is there. What was looked up once stays as it was for the whole statement.
 */
export class StatementRelations implements RelationSource {
  /** When the last translation was done, epoch milliseconds. */
  resolvedAt = Date.now()
  readonly catalog: CatalogStore
  readonly iceberg: IcebergCatalog
  readonly objects: ObjectStore
  readonly objectsRoot: string
  private readonly listings = new Map<string, DataFile[]>()
  private readonly writes = new Map<string, WriteTable>()
  private readonly pinned = new Map<string, { metadata: TableMetadata; unpin: () => void }>()
  private readonly csv = new Map<string, DataFile[]>()
  private readonly cleanups: (() => Promise<void>)[] = []
  private readonly csvRewriter: CsvRewriter
  private bytes = new Map<string, number>()

  constructor(environment: RelationEnvironment) {
    this.catalog = environment.catalog
    this.iceberg = environment.iceberg
    this.objects = environment.objects
    this.objectsRoot = environment.objectsRoot
    this.csvRewriter = environment.csvRewriter
  }

  private readonly resolver: RelationResolver = {
    hasCatalog: catalog => catalog === CATALOG,
    hasSchema: (catalog, schema) =>
      catalog === CATALOG && (schema === 'information_schema' || this.catalog.database(schema) !== undefined),
    relation: (name, asOf): ResolvedRelation | undefined =>
      name.catalog === CATALOG ? resolveRelation(this, name, asOf) : undefined,
  }

  async resolving<T>(work: (resolver: RelationResolver) => T): Promise<T> {
    for (;;) {
      try {
        const result = work(this.resolver)
        this.resolvedAt = Date.now()
        return result
      } catch (error) {
        if (!(error instanceof Suspended)) throw error
        await error.ready
      }
    }
  }

  /** Data files of several folders at once, or a suspension until they are known. */
  dataFiles(locations: string[]): DataFile[][] {
    const missing = locations.filter(location => !this.listings.has(location))
    if (missing.length > 0) throw new Suspended(this.list(missing))
    return locations.map(location => this.listings.get(location)!)
  }

  readableCsv(files: DataFile[], format: CsvFormat): DataFile[] {
    if (files.length === 0) return files
    const key = JSON.stringify([files.map(file => file.path), format])
    const known = this.csv.get(key)
    if (known) return known
    const ready = this.csvRewriter.readable(files, format).then(({ files: readable, done }) => {
      this.csv.set(key, readable)
      this.cleanups.push(done)
    })
    throw new Suspended(ready)
  }

  private async list(locations: string[]): Promise<void> {
    // A few at a time: listing is file system work that other statements need too.
    const queue = [...new Set(locations)]
    const worker = async () => {
      for (let location = queue.pop(); location !== undefined; location = queue.pop())
        this.listings.set(location, await listDataFiles(this.objects, location))
    }
    await Promise.all(Array.from({ length: 4 }, worker))
  }

  /** Opens a table for this statement's writes; `writeTarget` is what DuckDB writes to from now on. */
  openWrite(name: TableName, options: WriteOptions): WriteTable {
    const write = this.iceberg.openWrite(name, options)
    this.writes.set(`${name.database}.${name.name}`, write)
    return write
  }

  writeTarget(name: RelationName): string | undefined {
    const write = this.writes.get(`${name.schema}.${name.name}`)
    return write && `${LAKE}.${write.sqlName}`
  }

  /** An Iceberg table's metadata as this statement sees it; its snapshots stay readable until the statement ends. */
  icebergMetadata(name: TableName): TableMetadata | undefined {
    const key = `${name.database}.${name.name}`
    const known = this.pinned.get(key)
    if (known) return known.metadata
    const loaded = this.iceberg.tryLoad(name)
    if (!loaded) return undefined
    this.pinned.set(key, { metadata: loaded.metadata, unpin: this.iceberg.pins.pin(loaded.metadata) })
    return loaded.metadata
  }

  icebergSystemTable(name: TableName, kind: string): SystemTable | undefined {
    const loaded = this.iceberg.tryLoad(name)
    return loaded && systemTable(this.iceberg.manifests, loaded, kind)
  }

  noteScan(relation: string, bytes: number): void {
    this.bytes.set(relation, bytes)
  }

  /** The size of the files behind what was resolved: an upper bound of what is read. */
  scannedBytes(): number {
    let sum = 0
    for (const bytes of this.bytes.values()) sum += bytes
    return sum
  }

  close(): void {
    for (const cleanup of this.cleanups) void cleanup().catch(() => undefined)
    for (const write of this.writes.values()) write.close()
    for (const { unpin } of this.pinned.values()) unpin()
  }
}
