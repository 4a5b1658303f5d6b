import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateTableCommand } from '@aws-sdk/client-glue'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestLakehouse } from '../../../lakehouse.js'
import { execute, query, refusal, select, startAthena } from './query.js'

const SECRET = 'what only the machine’s owner may read'

let outside: string
let secret: string
let lake: TestLakehouse

beforeAll(async () => {
  outside = mkdtempSync(join(tmpdir(), 'mdw-outside-'))
  secret = join(outside, 'secret.csv')
  writeFileSync(secret, `${SECRET}\n`)
  const stateDir = join(outside, 'state')
  mkdirSync(stateDir)
  lake = await startAthena({ stateDir })
})
afterAll(async () => {
  await lake?.stop()
  rmSync(outside, { recursive: true, force: true })
})

/** A statement that fails, and says nothing of what is outside. */
async function refused(sql: string): Promise<string> {
  const reason = await refusal(lake, sql)
  expect(reason).not.toContain(SECRET)
  return reason
}

describe('functions of the engine underneath are not there', () => {
  test.each([
    'read_csv',
    'read_csv_auto',
    'read_text',
    'read_blob',
    'read_parquet',
    'read_json',
    'parquet_scan',
    'iceberg_scan',
    'glob',
    'sniff_csv',
    'query',
    'query_table',
    'duckdb_secrets',
    'duckdb_settings',
    'pragma_database_list',
  ])('%s', async name => {
    expect(await refused(`SELECT * FROM TABLE(${name}('${secret}'))`)).toContain(name)
    await refused(`SELECT * FROM ${name}('${secret}')`)
    await refused(`SELECT ${name}('${secret}')`)
  })

  test.each(['getenv', 'current_setting', 'which_secret', 'getvariable', 'read_text', 'nextval'])(
    '%s()',
    async name => {
      expect(await refused(`SELECT ${name}('HOME')`)).toContain(name)
    },
  )

  test('a file is no table', async () => {
    await refused(`SELECT * FROM "${secret}"`)
    await refused(`SELECT * FROM '${secret}'`)
    await refused('SELECT * FROM "s3://lake/x.csv"')
    await refused('SELECT * FROM "awsdatacatalog"."db"."../../secret.csv"')
  })

  test.each([
    'duckdb_tables',
    'sqlite_master',
    'pg_catalog.pg_tables',
    'system.main.duckdb_views',
    'temp.x',
    'memory.main.x',
    'lake.db.x',
  ])('%s is not seen', async name => {
    await refused(`SELECT * FROM ${name}`)
  })
})

test.each([
  "COPY (SELECT 1) TO '/tmp/mdw-leak.csv'",
  "COPY x FROM '/etc/passwd'",
  "ATTACH '/tmp/mdw-leak.db' AS leak",
  'DETACH lake',
  'INSTALL httpfs',
  "LOAD '/tmp/x.duckdb_extension'",
  'PRAGMA database_list',
  "SET enable_external_access = 'true'",
  'RESET ALL',
  'CALL pragma_version()',
  "EXPORT DATABASE '/tmp/mdw-leak'",
  "IMPORT DATABASE '/tmp/mdw-leak'",
  'CREATE SECRET s (TYPE s3)',
  "CREATE MACRO leak() AS TABLE SELECT * FROM read_text('/etc/passwd')",
  'CHECKPOINT',
  'USE memory',
  "SELECT 1; ATTACH '/tmp/mdw-leak.db' AS leak",
  "SELECT 1 -- \nATTACH 'x'",
])('%s is no statement', async sql => {
  expect(await refused(sql)).toMatch(/SYNTAX_ERROR|mismatched input|NOT_SUPPORTED|Only one sql statement/i)
  expect(readdirSync(tmpdir()).filter(name => name.startsWith('mdw-leak'))).toEqual([])
})

describe('a text that would break out of the engine’s SQL stays a text', () => {
  test.each([
    "'; ATTACH ''/tmp/x''; --",
    "\\'; SELECT 1; --",
    "$$ || read_text('/etc/passwd') || $$",
    '"; DROP TABLE x; --',
    "' UNION SELECT * FROM read_text('/etc/passwd') --",
  ])('%s', async text => {
    const quoted = `'${text.replaceAll("'", "''")}'`
    expect(await select(lake, `SELECT ${quoted} AS "${text.replaceAll('"', '""')}"`)).toEqual([[text]])
    await query(lake, `CREATE OR REPLACE VIEW breakout AS SELECT ${quoted} AS v`)
    expect(await select(lake, `SELECT v FROM breakout WHERE v = ${quoted} AND v LIKE ${quoted} ESCAPE '~'`)).toEqual([
      [text],
    ])
  })
})

describe('a location outside the buckets', () => {
  const places = () => [
    `file://${outside}/`,
    `${outside}/`,
    's3://../',
    's3://../../',
    's3://lake/../../../',
    's3://lake/a/../../../../',
    's3://lake/%2e%2e/%2e%2e/',
    's3://./',
    's3://.tmp/',
    's3://nosuchbucket/x/',
    's3:///x/',
    'http://127.0.0.1/x/',
    's3://lake/\u0000/',
    's3://LAKE\\..\\/',
  ]

  test('is neither read by a Hive table nor written by CTAS, INSERT and UNLOAD', async () => {
    for (const [index, place] of places().entries()) {
      const external = await execute(lake, `CREATE EXTERNAL TABLE out_${index} (line string) LOCATION '${place}'`)
      if (external.Status!.State === 'SUCCEEDED') {
        // S3 has keys like `a/../b`: they name objects, not folders above.
        const found = await execute(lake, `SELECT line FROM out_${index}`)
        if (found.Status!.State === 'SUCCEEDED') expect(await select(lake, `SELECT line FROM out_${index}`)).toEqual([])
        await execute(lake, `INSERT INTO out_${index} VALUES ('written')`)
      }
      await execute(
        lake,
        `CREATE TABLE ctas_${index} WITH (external_location = '${place}', format = 'TEXTFILE') AS SELECT 'written' AS line`,
      )
      await execute(
        lake,
        `CREATE TABLE ice_${index} WITH (table_type = 'ICEBERG', is_external = false, location = '${place}') AS SELECT 'written' AS line`,
      )
      await execute(
        lake,
        `CREATE TABLE empty_${index} (line string) LOCATION '${place}' TBLPROPERTIES ('table_type' = 'ICEBERG')`,
      )
      await execute(lake, `INSERT INTO empty_${index} VALUES ('written')`)
      await execute(lake, `UNLOAD (SELECT 'written' AS line) TO '${place}' WITH (format = 'TEXTFILE')`)
    }
    expect(readdirSync(outside).sort()).toEqual(['secret.csv', 'state'])
    expect(readdirSync(join(outside, 'state')).sort()).toEqual(['catalog', 'lakehouse', 's3'])
    expect(readdirSync(join(outside, 'state', 's3')).filter(name => !name.startsWith('.'))).toEqual(['lake'])
  })

  test('is not read when Glue was told so, for a table, a partition or Iceberg metadata', async () => {
    const text = {
      InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
      OutputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
      SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe' },
      Columns: [{ Name: 'line', Type: 'string' }],
    }
    for (const [index, place] of places().entries()) {
      const table = (name: string, more: object) =>
        lake.glue
          .send(
            new CreateTableCommand({
              DatabaseName: 'db',
              TableInput: { Name: name, TableType: 'EXTERNAL_TABLE', ...more },
            }),
          )
          .catch(() => undefined)
      await table(`glue_${index}`, { StorageDescriptor: { ...text, Location: place } })
      await table(`glue_ice_${index}`, {
        StorageDescriptor: { ...text, Location: place },
        Parameters: { table_type: 'ICEBERG', metadata_location: `${place}secret.csv` },
      })
      for (const name of [`glue_${index}`, `glue_ice_${index}`]) {
        const { Status } = await execute(lake, `SELECT * FROM ${name}`)
        expect(JSON.stringify(Status)).not.toContain(SECRET)
        // Some of the places are keys of the bucket, where the test before has written.
        if (Status!.State === 'SUCCEEDED')
          expect(JSON.stringify(await select(lake, `SELECT * FROM ${name}`))).not.toContain(SECRET)
      }
    }
    await query(
      lake,
      "CREATE EXTERNAL TABLE parted (line string) PARTITIONED BY (p string) LOCATION 's3://lake/parted/'",
    )
    for (const place of places()) await execute(lake, `ALTER TABLE parted ADD PARTITION (p = 'x') LOCATION '${place}'`)
    const { Status } = await execute(lake, 'SELECT * FROM parted')
    expect(JSON.stringify(Status)).not.toContain(SECRET)
    if (Status!.State === 'SUCCEEDED')
      expect(JSON.stringify(await select(lake, 'SELECT line FROM parted'))).not.toContain(SECRET)
  })

  test('does not take results', async () => {
    for (const place of places()) {
      await execute(lake, 'SELECT 1', { ResultConfiguration: { OutputLocation: place } }).catch(() => undefined)
    }
    expect(existsSync(join(outside, 'state', 's3', '..', '..', 'results'))).toBe(false)
    expect(readdirSync(outside).sort()).toEqual(['secret.csv', 'state'])
  })
})

test('a link in a bucket that leads outside shows nothing', async () => {
  const folder = join(outside, 'state', 's3', 'lake', 'linked')
  mkdirSync(folder, { recursive: true })
  symlinkSync(secret, join(folder, 'link.csv'))
  symlinkSync(outside, join(outside, 'state', 's3', 'lake', 'linked_folder'))
  for (const name of ['linked', 'linked_folder']) {
    await query(lake, `CREATE EXTERNAL TABLE ${name} (line string) LOCATION 's3://lake/${name}/'`)
    const { Status } = await execute(lake, `SELECT line FROM ${name}`)
    expect(JSON.stringify(Status)).not.toContain(SECRET)
    if (Status!.State === 'SUCCEEDED') expect(await select(lake, `SELECT line FROM ${name}`)).toEqual([])
  }
})
