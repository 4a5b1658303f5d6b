import { engineFailure } from '../engine/failure.js'
import { StatementRelations } from '../engine/relations.js'
import type { Expression, Statement } from '../sql/ast.js'
import { parseExpression, parseStatement } from '../sql/parser/parse.js'
import type { SqlSession } from '../sql/resolver.js'
import { TrinoError } from '../sql/trino-error.js'
import type { ExecutionRecord } from './execution.js'
import { checkScan } from './limits.js'
import { ResultSink } from './results/sink.js'
import { executorOf } from './statements/registry.js'
import type { StatementEnvironment, StatementExecutor, StatementRun } from './statements/statement.js'

/** Runs the statement of an execution and notes in its record what came of it. Failures are thrown. */
export async function runStatement(
  environment: StatementEnvironment,
  record: ExecutionRecord,
  signal: AbortSignal,
): Promise<void> {
  const { faults } = environment
  const statement = parseStatement(record.query)
  const executor = executorOf(statement)
  noteType(record, statement, executor)
  const started = Date.now()
  const sink = new ResultSink(environment.objects, environment.engine.scratchDir, record.id, record.resultLocation!)
  record.outputLocation = sink.uri(record.statementType === 'DML' ? '.csv' : '.txt')
  await faults.delay(record.query, signal)
  const run = newRun(environment, record, statement, sink, signal)
  try {
    const outcome = await executor.run(statement, run)
    if (!sink.stored && outcome.outputLocation === undefined) await sink.writeText([], [])
    record.result = sink.stored
    record.outputRows = sink.rows
    record.outputBytes = sink.bytes
    record.outputLocation = outcome.outputLocation ?? sink.uri(sink.stored?.format === 'csv' ? '.csv' : '.txt')
    record.updateCount = outcome.updateCount
    record.dataManifestLocation = outcome.dataManifestLocation
  } finally {
    record.scannedBytes = scannedBytes(statement, run.relations)
    record.planningMillis = Math.max(0, run.relations.resolvedAt - started)
    run.relations.close()
  }
}

function noteType(record: ExecutionRecord, statement: Statement, executor: StatementExecutor): void {
  record.statementType = executor.type
  record.substatementType = typeof executor.subtype === 'function' ? executor.subtype(statement) : executor.subtype
}

/** A view and EXPLAIN are planned like the query in them, and read no table. */
function scannedBytes(statement: Statement, relations: StatementRelations): number {
  const planned = statement.kind === 'create-view' || (statement.kind === 'explain' && !statement.analyze)
  return planned ? 0 : relations.scannedBytes()
}

function newRun(
  environment: StatementEnvironment,
  record: ExecutionRecord,
  statement: Statement,
  sink: ResultSink,
  signal: AbortSignal,
): StatementRun {
  const session: SqlSession = {
    catalog: (record.catalog ?? 'awsdatacatalog').toLowerCase(),
    // AWS SDK for pandas puts the name in backticks, as in DDL.
    ...(record.database !== undefined && { schema: record.database.replace(/^`(.*)`$/, '$1').toLowerCase() }),
    startMillis: record.submitted,
    user: environment.config.accountId,
  }
  const relations = new StatementRelations(environment)
  return {
    ...environment,
    queryId: record.id,
    text: record.query,
    session,
    parameters: record.executionParameters?.map(parseParameter),
    workGroup: record.workGroup,
    signal,
    sink,
    relations,
    async translate(work) {
      const { session, parameters } = this
      const result = await relations.resolving(resolver =>
        work({ session, resolver, ...(parameters && { parameters }) }),
      )
      checkScan(scannedBytes(statement, relations), record.bytesCutoff)
      return result
    },
    async query(work) {
      try {
        return await environment.engine.use(work, signal)
      } catch (error) {
        throw engineFailure(error)
      }
    },
  }
}

/** ExecutionParameters are SQL literals; text that is none is taken as text, as the service does. */
function parseParameter(text: string): Expression {
  try {
    return parseExpression(text)
  } catch (error) {
    if (!(error instanceof TrinoError)) throw error
    return { kind: 'string', value: text, loc: { line: 1, column: 1, start: 0, end: text.length } }
  }
}
