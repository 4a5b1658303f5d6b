/**
 * Athena over the embedded engine.
 *
 * Gaps: one engine version (3) and one data catalog; results are never reused (asking for it is accepted, and the answer
 * says that it was not); encryption and ACL settings of results are kept and not applied; EXPLAIN prints the embedded
 * engine's plan; the bytes scanned are the size of the files behind the tables, an upper bound. ORC, Avro and Ion tables
 * and bucketed CTAS are refused by name, like everything of Athena for Apache Spark.
 */
import { CsvRewriter } from '../engine/hive/csv-rewrite.js'
import { jsonService } from '../http/aws-json.js'
import type { Service } from '../http/service.js'
import type { AthenaContext } from './context.js'
import { Executions } from './executions.js'
import { NamedQueries } from './named-queries.js'
import { dataCatalogOperations } from './operations/data-catalogs.js'
import { executionOperations } from './operations/executions.js'
import { namedQueryOperations, preparedStatementOperations } from './operations/named-queries.js'
import { resultOperations } from './operations/results.js'
import { tagOperations } from './operations/tags.js'
import { workGroupOperations } from './operations/workgroups.js'
import { PreparedStatements } from './prepared-statements.js'
import { refusedOperations } from './refused-operations.js'
import type { StatementEnvironment } from './statements/statement.js'
import { Tags } from './tags.js'
import { WorkGroups } from './workgroups.js'

export interface AthenaService extends Service {
  /** Stops what is running and waits for it. */
  close(): Promise<void>
}

export function athenaService(given: Omit<StatementEnvironment, 'csvRewriter'>): AthenaService {
  const environment = { ...given, csvRewriter: new CsvRewriter(given.engine) }
  const { catalog } = environment
  const executions = new Executions(environment)
  const context: AthenaContext = {
    ...environment,
    executions,
    workGroups: new WorkGroups(catalog),
    namedQueries: new NamedQueries(catalog),
    preparedStatements: new PreparedStatements(catalog),
    tags: new Tags(catalog),
  }
  const service = jsonService({
    name: 'Athena',
    targetPrefix: 'AmazonAthena',
    operations: {
      ...executionOperations(context),
      ...resultOperations(context),
      ...workGroupOperations(context),
      ...namedQueryOperations(context),
      ...preparedStatementOperations(context),
      ...dataCatalogOperations(context),
      ...tagOperations(context),
    },
    refused: refusedOperations,
  })
  return { ...service, close: () => executions.close() }
}
