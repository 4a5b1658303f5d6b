import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { parse } from 'yaml'
import { ENGINES, renderEngine } from '../../../src/lib/warehouse/render-engine.js'
import { clientPython } from '../../support/client-python.js'
import { createIceberg, type IcebergWarehouse, icebergWarehouse } from '../../support/iceberg-warehouse.js'

vi.setConfig({ testTimeout: 180_000 })

let lake: IcebergWarehouse
beforeAll(async () => {
  lake = await icebergWarehouse()
  await lake.query(createIceberg('cur.sales', 'select 1 as id union all select 2'))
}, 300_000)
afterAll(() => lake.stop())

const python = async (program: string, input: string, env = {}) =>
  (await execa(await clientPython(), ['-c', program], { input, env })).stdout.trim()

const READ_SALES = `
import sys, yaml
from pyiceberg.catalog import load_catalog
[(name, settings)] = yaml.safe_load(sys.stdin.read())['catalog'].items()
print(sorted(load_catalog(name, **settings).load_table('cur.sales').scan().to_arrow()['id'].to_pylist()))`

test('PyIceberg reads with what is printed', async () => {
  expect(await python(READ_SALES, renderEngine(lake.environment, 'pyiceberg').text)).toBe('[1, 2]')
})

test('PyIceberg reads through Glue with what is printed for an environment of kind aws', async () => {
  const aws = { ...lake.environment, kind: 'aws' as const, credentials: undefined }
  const { accessKeyId, secretAccessKey } = lake.lakehouse.credentials
  const keys = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey }
  expect(await python(READ_SALES, renderEngine(aws, 'pyiceberg').text, keys)).toBe('[1, 2]')
})

test('DuckDB reads and writes with what is printed', async () => {
  const { text } = renderEngine(lake.environment, 'duckdb')
  // The extensions come from the environment's packages; INSTALL is for those who have a network.
  const program = `
import sys, duckdb, importlib, pathlib, re
c = duckdb.connect()
sql = sys.stdin.read()
assert sql.count('INSTALL') == 3
def extension(match):
    name = match.group(1)
    folder = pathlib.Path(importlib.import_module('duckdb_extension_' + name).__file__).parent
    return "LOAD '%s';" % next(folder.rglob(name + '.duckdb_extension'))
sql = re.sub(r'INSTALL \\w+;\\n', '', sql)
c.execute(re.sub(r'LOAD (\\w+);', extension, sql))
c.execute('insert into local.cur.sales values (3)')
print(c.sql('select id from local.cur.sales order by id').fetchall())`
  expect(await python(program, text)).toBe('[(1,), (2,), (3,)]')
  expect(await lake.rows('select count(*) from cur.sales')).toEqual([['3']])
})

describe('the texts', () => {
  test('name the catalog, the endpoint and the key pair', () => {
    const { endpoint, credentials } = lake.environment
    for (const engine of ENGINES) {
      const { text } = renderEngine(lake.environment, engine)
      expect(text).toContain(`${endpoint}/iceberg`)
      expect(text).toContain(credentials!.secretAccessKey)
    }
    expect(renderEngine(lake.environment, 'trino').text).toContain('iceberg.catalog.type=rest\n')
    expect(renderEngine(lake.environment, 'spark').text).toContain('spark.sql.catalog.local.type rest\n')
  })

  test('of an environment on AWS point at Glue and hold no secret', () => {
    const aws = { ...lake.environment, name: 'dev', kind: 'aws' as const, endpoint: undefined, credentials: undefined }
    expect(parse(renderEngine(aws, 'pyiceberg').text)).toEqual({
      catalog: { dev: { type: 'glue', 'glue.region': 'us-east-1', 's3.region': 'us-east-1' } },
    })
    expect(renderEngine({ ...aws, accountId: '123456789012' }, 'duckdb').text).toContain(
      `ATTACH '123456789012' AS "dev" (TYPE iceberg, ENDPOINT_TYPE 'glue'`,
    )
    expect(renderEngine(aws, 'trino').text).toContain('iceberg.catalog.type=glue')
    expect(renderEngine(aws, 'spark').text).toContain('GlueCatalog')
  })

  test('name the role that the engine assumes', () => {
    const role = { arn: 'arn:aws:iam::123456789012:role/bi', externalId: 'shop-7', sessionName: 'mdw' }
    const aws = { ...lake.environment, kind: 'aws' as const, endpoint: undefined, credentials: undefined, role }
    for (const engine of ENGINES) expect(renderEngine(aws, engine).text).toContain(role.arn)
    expect(renderEngine(aws, 'trino').text).toContain('s3.external-id=shop-7\n')
    expect(renderEngine(aws, 'spark').text).toContain('client.assume-role.external-id shop-7\n')
  })
})
