import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestLakehouse, type TestLakehouse } from '../lakehouse.js'
import { clientPython } from '../support/client-python.js'
import { makeWorkGroup, runDdl } from './run-ddl.js'
import { readCases } from './score.js'
import { judge } from './through-athena.js'

const TABLES: Record<string, string> = {
  customer: 'c_custkey bigint, c_name string, c_address string, c_nationkey int, c_phone string, c_acctbal decimal(15,2), c_mktsegment string, c_comment string',
  lineitem: 'l_orderkey bigint, l_partkey bigint, l_suppkey bigint, l_linenumber bigint, l_quantity decimal(15,2), l_extendedprice decimal(15,2), l_discount decimal(15,2), l_tax decimal(15,2), l_returnflag string, l_linestatus string, l_shipdate date, l_commitdate date, l_receiptdate date, l_shipinstruct string, l_shipmode string, l_comment string',
  nation: 'n_nationkey int, n_name string, n_regionkey int, n_comment string',
  orders: 'o_orderkey bigint, o_custkey bigint, o_orderstatus string, o_totalprice decimal(15,2), o_orderdate date, o_orderpriority string, o_clerk string, o_shippriority int, o_comment string',
  part: 'p_partkey bigint, p_name string, p_mfgr string, p_brand string, p_type string, p_size int, p_container string, p_retailprice decimal(15,2), p_comment string',
  partsupp: 'ps_partkey bigint, ps_suppkey bigint, ps_availqty bigint, ps_supplycost decimal(15,2), ps_comment string',
  region: 'r_regionkey int, r_name string, r_comment string',
  supplier: 's_suppkey bigint, s_name string, s_address string, s_nationkey int, s_phone string, s_acctbal decimal(15,2), s_comment string',
} // biome-ignore format: one line a table

let lake: TestLakehouse
let folder: string

/** TPC-H at scale 0.01 twice: external Parquet tables in `hive`, Iceberg copies of them in `iceberg`. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mdw-tpch-'))
  execFileSync(await clientPython(), [join(import.meta.dirname, 'make-tpch.py'), folder])
  lake = await startTestLakehouse()
  await makeWorkGroup(lake.athena, lake.s3)
  await runDdl(lake.athena, 'create database hive')
  await runDdl(lake.athena, 'create database iceberg')
  for (const [table, columns] of Object.entries(TABLES)) {
    const Body = readFileSync(join(folder, `${table}.parquet`))
    await lake.s3.send(new PutObjectCommand({ Bucket: 'dialect', Key: `tpch/${table}/data.parquet`, Body }))
    await runDdl(
      lake.athena,
      `create external table hive.${table} (${columns}) stored as parquet location 's3://dialect/tpch/${table}/'`,
    )
    await runDdl(
      lake.athena,
      `create table iceberg.${table} with (table_type = 'ICEBERG', is_external = false, location = 's3://dialect/iceberg/${table}/') as select * from hive.${table}`,
    )
  }
})

afterAll(async () => {
  await lake?.stop()
  rmSync(folder, { recursive: true, force: true })
})

describe.each(['hive', 'iceberg'])('TPC-H on %s tables', database => {
  test.each(readCases(join(import.meta.dirname, 'corpus', 'tpch.jsonl')))('$id', async given => {
    expect((await judge(lake.athena, given, database)).detail).toBe('')
  })
})
