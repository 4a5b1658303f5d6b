import type { CatalogStore } from '../../catalog/model.js'
import type { LakehouseConfig } from '../../config.js'
import type { EngineConnection } from '../../engine/connection.js'
import type { Engine } from '../../engine/engine.js'
import type { CsvRewriter } from '../../engine/hive/csv-rewrite.js'
import type { StatementRelations } from '../../engine/relations.js'
import type { IcebergCatalog } from '../../iceberg/iceberg-catalog.js'
import type { Expression, Statement } from '../../sql/ast.js'
import type { SqlSession } from '../../sql/resolver.js'
import type { TranslationContext } from '../../sql/translate.js'
import type { ObjectStore } from '../../store/object-store.js'
import type { Faults } from '../faults.js'
import type { ResultSink } from '../results/sink.js'

/** What every statement of a lakehouse works on. */
export interface StatementEnvironment {
  config: Pick<LakehouseConfig, 'accountId' | 'region' | 'limitsOff'>
  catalog: CatalogStore
  objects: ObjectStore
  /** The folder of all objects: `<root>/<bucket>/<key>`. */
  objectsRoot: string
  iceberg: IcebergCatalog
  engine: Engine
  csvRewriter: CsvRewriter
  faults: Faults
}

/** One run of one statement. */
export interface StatementRun extends StatementEnvironment {
  queryId: string
  /** The statement's own text (a prepared statement's, where one is executed). */
  text: string
  session: SqlSession
  parameters?: Expression[]
  workGroup: string
  signal: AbortSignal
  sink: ResultSink
  relations: StatementRelations
  /**
   * Runs a translation, which looks relations up synchronously, as often as it takes until the files that it asks about
   * are listed.
   */
  translate<T>(work: (context: TranslationContext) => T): Promise<T>
  /** Runs `work` with a connection to DuckDB; its failures come out as Trino's. */
  query<T>(work: (connection: EngineConnection) => Promise<T>): Promise<T>
}

/** What the execution's record takes from a finished statement; the result itself went to the sink. */
export interface StatementOutcome {
  updateCount?: number
  dataManifestLocation?: string
  /** Where the result is said to be, when that is not the sink's file. */
  outputLocation?: string
}

export interface StatementExecutor<S extends Statement = Statement> {
  type: 'DDL' | 'DML' | 'UTILITY'
  subtype?: string | ((statement: S) => string | undefined)
  run(statement: S, run: StatementRun): Promise<StatementOutcome>
}
