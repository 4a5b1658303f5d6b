import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeWorkGroup } from '../dialect/run-ddl.js'
import { startTestLakehouse, type TestLakehouse } from '../lakehouse.js'
import { runPyIceberg } from '../support/pyiceberg.js'
import { comparableRows } from './compare.js'
import known from './known-differences.json' with { type: 'json' }
import { runScenario } from './run-scenario.js'
import { BUCKET, readAnswers, readScenarios } from './scenario.js'
import { TrinoClient } from './trino-client.js'

const scenarios = readScenarios()
const reasons: Record<string, string> = known
const answers = readAnswers()

let lake: TestLakehouse
beforeAll(async () => {
  lake = await startTestLakehouse()
  await makeWorkGroup(lake.athena, lake.s3)
  for (const bucket of [BUCKET, 'lake']) await lake.objects.createBucket(bucket)
})
afterAll(() => lake?.stop())

describe('through the Athena API, as Trino answers', () => {
  test.each(scenarios)('$id', async scenario => {
    const differences = await runScenario(lake, scenario, answers[scenario.id]!)
    const reason = reasons[scenario.id]
    if (reason === undefined) expect(differences).toEqual([])
    else expect(differences, 'listed as different, but right').not.toEqual([])
  })
})

/** The tables at the end, and what `read` finds in them against what Trino found. */
async function differencesAtTheEnd(read: (names: string[]) => Promise<Record<string, unknown[][] | string>>) {
  const tables = scenarios.flatMap(({ id, database, tables }) =>
    tables
      .filter(table => !answers[id]!.tables[table]!.error)
      .map(table => ({ id, table, name: `${database}.${table}` })),
  )
  const found = await read(tables.map(({ name }) => name))
  return tables.flatMap(({ id, table, name }) => {
    const { columns = [], rows = [] } = answers[id]!.tables[table]!
    const rowsFound = found[name]!
    if (typeof rowsFound === 'string') return [`${name}: ${rowsFound}`]
    const got = comparableRows(columns, rowsFound)
    const wanted = comparableRows(columns, rows)
    return JSON.stringify(got) === JSON.stringify(wanted)
      ? []
      : [`${name}: ${JSON.stringify(got)}, expected ${JSON.stringify(wanted)}`]
  })
}

test('PyIceberg reads the same rows from every table', { timeout: 180_000 }, async () => {
  const helper = readFileSync(join(import.meta.dirname, 'pyiceberg-rows.py'), 'utf8')
  const differences = await differencesAtTheEnd(names =>
    runPyIceberg({ ...lake, ...lake.credentials }, `${helper}\nanswer_rows(${JSON.stringify(names)})`),
  )
  expect(differences).toEqual([])
})

const trinoUrl = process.env.MDW_SCENARIOS_TRINO

test.runIf(trinoUrl)('a Trino reads the same rows from every table', { timeout: 600_000 }, async () => {
  const { accessKeyId, secretAccessKey } = lake.credentials
  const catalog = `lake_${lake.port}`
  const trino = new TrinoClient(trinoUrl!, catalog)
  const made = await trino.ask(`create catalog ${catalog} using iceberg with (
    "iceberg.catalog.type" = 'rest',
    "iceberg.rest-catalog.uri" = '${lake.endpoint}/iceberg',
    "iceberg.rest-catalog.security" = 'OAUTH2',
    "iceberg.rest-catalog.oauth2.credential" = '${accessKeyId}:${secretAccessKey}',
    "fs.native-s3.enabled" = 'true',
    "s3.endpoint" = '${lake.endpoint}',
    "s3.path-style-access" = 'true',
    "s3.region" = '${lake.config.region}',
    "s3.aws-access-key" = '${accessKeyId}',
    "s3.aws-secret-key" = '${secretAccessKey}')`)
  expect(made.error, made.message).toBeUndefined()
  const differences = await differencesAtTheEnd(async names => {
    const found: Record<string, unknown[][] | string> = {}
    for (const name of names) {
      const { rows, error, message } = await trino.ask(`select * from ${name}`)
      found[name] = error ? `${error}: ${message}` : rows!
    }
    return found
  })
  await trino.ask(`drop catalog ${catalog}`)
  expect(differences).toEqual([])
})
