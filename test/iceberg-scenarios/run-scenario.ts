import { GetQueryResultsCommand } from '@aws-sdk/client-athena'
import { partitionFields } from '../../src/lib/lakehouse/iceberg/partition/partitioning.js'
import { judge } from '../dialect/through-athena.js'
import type { TestLakehouse } from '../lakehouse.js'
import { execute, query } from '../lib/lakehouse/athena/query.js'
import { type Answer, isQuery, type Scenario, type ScenarioAnswers, snapshotsQuery, withSnapshots } from './scenario.js'

/** Runs a scenario through the Athena API; answers what differs from Trino's answers. */
export async function runScenario(
  lake: TestLakehouse,
  scenario: Scenario,
  answers: ScenarioAnswers,
): Promise<string[]> {
  const { database, steps, tables } = scenario
  const more = { QueryExecutionContext: { Database: database, Catalog: 'AwsDataCatalog' } }
  const snapshots = async (table: string) => {
    const { rows } = await query(lake, snapshotsQuery(table), more)
    return rows.slice(1).map(([id, time]) => ({ id: id!, time: time! }))
  }
  const differences: string[] = []
  const ask = async (sql: string, answer: Answer) => {
    const { detail } = await judge(lake.athena, { id: scenario.id, area: scenario.area, sql, ...answer }, database)
    if (detail) differences.push(`${sql}: ${detail}`)
  }
  await execute(lake, `create database \`${database}\``)
  for (const [i, { athena }] of steps.entries()) {
    if (athena === undefined) continue
    const answer = answers.steps[i]
    const respec = /^\{respec\} (\w+)\s*(.*)$/.exec(athena)
    if (respec) {
      await repartition(lake, { database, name: respec[1]! }, respec[2]!)
      continue
    }
    const sql = await withSnapshots(athena, snapshots)
    if (answer && isQuery(sql)) {
      await ask(sql, answer)
      continue
    }
    const { state, reason, updateCount } = await run(lake, sql, more)
    if ((state === 'FAILED') !== (answer?.error !== undefined))
      differences.push(`${sql}: ${state} ${reason}, expected ${JSON.stringify(answer)}`)
    // DDL fails in Hive's words, not Trino's.
    else if (answer?.error && !reason.startsWith('FAILED:') && !reason.startsWith(`${answer.error}:`))
      differences.push(`${sql}: ${reason}, expected ${answer.error}: ${answer.message}`)
    else if (answer?.updateCount !== undefined && updateCount !== answer.updateCount)
      differences.push(`${sql}: ${updateCount} rows, expected ${answer.updateCount}`)
  }
  for (const table of tables) await ask(`select * from ${table}`, answers.tables[table]!)
  return differences
}

async function run(lake: TestLakehouse, sql: string, more: Parameters<typeof execute>[2]) {
  const execution = await execute(lake, sql, more)
  const { State: state, StateChangeReason: reason = '' } = execution.Status!
  if (state !== 'SUCCEEDED') return { state, reason }
  const results = await lake.athena.send(new GetQueryResultsCommand({ QueryExecutionId: execution.QueryExecutionId }))
  return { state, reason, updateCount: results.UpdateCount }
}

/** Another partition spec for what is written from now on, as REST clients set it; Athena has no DDL for it. */
async function repartition(lake: TestLakehouse, name: { database: string; name: string }, partitioning: string) {
  await lake.iceberg.change(name, metadata => {
    const schema = metadata.schemas.find(candidate => candidate['schema-id'] === metadata['current-schema-id'])!
    const parts = partitioning.split(/,\s*(?![^(]*\))/).filter(part => part !== '')
    return [
      { action: 'add-spec', spec: { fields: partitionFields(parts, schema.fields) } },
      { action: 'set-default-spec', 'spec-id': -1 },
    ]
  })
}
