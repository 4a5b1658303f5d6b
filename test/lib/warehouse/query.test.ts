import { Readable } from 'node:stream'
import { CreateWorkGroupCommand, GetQueryExecutionCommand } from '@aws-sdk/client-athena'
import { CreateBucketCommand, type GetObjectCommandInput, type GetObjectCommandOutput } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { resultLocation } from '../../../src/lib/project/environment.js'
import { addFault, listFaults } from '../../../src/lib/toolchain/lakehouse/faults.js'
import { awsClients, destroyClients } from '../../../src/lib/warehouse/clients.js'
import { pollPause, runQuery } from '../../../src/lib/warehouse/query.js'
import { listObjects } from '../../../src/lib/warehouse/s3-objects.js'
import { listTables } from '../../../src/lib/warehouse/tables.js'
import { type TestLakehouse, testLakehouse } from '../../support/lakehouse.js'

let lake: TestLakehouse
beforeAll(async () => {
  lake = await testLakehouse()
  await lake.clients.s3.send(new CreateBucketCommand({ Bucket: lake.environment.bucket }))
  const ResultConfiguration = { OutputLocation: resultLocation(lake.environment) }
  await lake.clients.athena.send(
    new CreateWorkGroupCommand({ Name: lake.environment.workgroup, Configuration: { ResultConfiguration } }),
  )
})
afterAll(() => lake?.stop())

/** Values that a text form may confuse: NULL and the empty text, quotes, commas, line ends, nested types. */
const AWKWARD = `
  select n, case n % 4 when 0 then null when 1 then '' when 2 then 'a "b", c' else U&'line\\000aend' end as t,
    cast(n as decimal(20, 4)) / 3 as d, timestamp '2024-02-29 01:02:03.004' as ts, array[n, null] as a,
    if(n % 2 = 0, to_utf8('é')) as b
  from unnest(sequence(1, 2500)) as s (n)`

describe('results', () => {
  it('are the same from the result’s file as from pages', async () => {
    const calls: string[] = []
    const s3 = awsClients(lake.environment).s3
    s3.middlewareStack.add(
      (next, context) => args => {
        calls.push(context.commandName as string)
        return next(args)
      },
      { step: 'initialize' },
    )
    const large = await runQuery({ athena: lake.clients.athena, s3 }, lake.environment, { sql: AWKWARD })
    expect(calls).toEqual(['GetObjectCommand'])
    expect(large.complete).toBe(true)
    expect(large.rows).toHaveLength(2500)
    const paged = []
    for (let from = 0; from < 2500; from += 900) {
      const sql = `select * from (${AWKWARD}) offset ${from} limit 900`
      paged.push(...(await runQuery({ athena: lake.clients.athena, s3 }, lake.environment, { sql })).rows)
    }
    expect(calls).toEqual(['GetObjectCommand'])
    const inOrder = (rows: (string | null)[][]) => rows.toSorted((a, b) => Number(a[0]) - Number(b[0]))
    expect(inOrder(large.rows)).toEqual(inOrder(paged))
    expect(large.columns.map(({ type }) => type)).toEqual([
      ...['bigint', 'varchar', 'decimal', 'timestamp', 'array', 'varbinary'],
    ])
    s3.destroy()
  })

  it('stop at the limit and say so', async () => {
    const sql = 'select n from unnest(sequence(1, 9000)) as s (n)'
    for (const limit of [10, 999, 1000, 1500, 4000, 8999]) {
      const { rows, complete } = await runQuery(lake.clients, lake.environment, { sql, limit })
      expect({ limit, rows: rows.length, complete }).toEqual({ limit, rows: limit, complete: false })
    }
    for (const limit of [9000, undefined]) {
      const { rows, complete } = await runQuery(lake.clients, lake.environment, { sql, limit })
      expect({ rows: rows.length, complete }).toEqual({ rows: 9000, complete: true })
    }
  })

  it('are taken up where the connection broke', async () => {
    const { s3 } = awsClients(lake.environment)
    onTestFinished(() => s3.destroy())
    const ranges: (string | undefined)[] = []
    s3.middlewareStack.add(
      next => async args => {
        const { output, ...result } = await next(args)
        ranges.push((args.input as GetObjectCommandInput).Range)
        const broken = async function* () {
          for await (const chunk of (output as GetObjectCommandOutput).Body as Readable) {
            yield chunk.subarray(0, 10_000)
            throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' })
          }
        }
        return { ...result, output: ranges.length > 2 ? output : { ...output, Body: Readable.from(broken()) } }
      },
      { step: 'initialize' },
    )
    const sql = "select n, format('%09d', n) as t from unnest(sequence(1, 5000)) as s (n)"
    const { rows } = await runQuery({ athena: lake.clients.athena, s3 }, lake.environment, { sql })
    expect(ranges).toEqual([undefined, 'bytes=10000-', 'bytes=20000-'])
    expect(rows).toHaveLength(5000)
    expect(rows.every(([n, t]) => t === n!.padStart(9, '0'))).toBe(true)
  })

  it('come page by page where the caller may not read the file', async () => {
    const stranger = awsClients({ ...lake.environment, credentials: { accessKeyId: 'AKIA', secretAccessKey: 'no' } })
    const sql = 'select n from unnest(sequence(1, 3000)) as s (n)'
    const { rows } = await runQuery({ athena: lake.clients.athena, s3: stranger.s3 }, lake.environment, { sql })
    expect(rows).toHaveLength(3000)
    destroyClients(stranger)
  })
})

describe('throttled calls', () => {
  // Clients of their own: a throttled one sends slowly for a while.
  const throttledClients = () => {
    const clients = awsClients(lake.environment)
    onTestFinished(() => destroyClients(clients))
    return clients
  }

  it('succeed after some tries', async () => {
    const clients = throttledClients()
    await addFault(lake.environment, 'athena-throttling', { times: 2 })
    await addFault(lake.environment, 'glue-throttling', { times: 2 })
    await addFault(lake.environment, 's3-slow-down', { times: 2 })
    const [{ rows }, tables, objects] = await Promise.all([
      runQuery(clients, lake.environment, { sql: 'select 1' }),
      listTables(clients.glue, 'none'),
      listObjects(clients.s3, { bucket: lake.environment.bucket, key: 'none/' }),
    ])
    expect({ rows, tables, objects }).toEqual({ rows: [['1']], tables: [], objects: [] })
    expect(await listFaults(lake.environment)).toEqual([])
  })

  it('end with what to do when they are refused every time', async () => {
    vi.stubEnv('AWS_MAX_ATTEMPTS', '2')
    const clients = throttledClients()
    await addFault(lake.environment, 'athena-throttling', { times: 2 })
    const refused = runQuery(clients, lake.environment, { sql: 'select 1' })
    await expect(refused).rejects.toMatchObject({
      code: 'AWS_THROTTLED',
      message: 'mdw could not run the query on Athena: AWS throttled the call 2 times.',
      actions: expect.arrayContaining([expect.stringContaining('threads:')]),
    })
    expect(await listFaults(lake.environment)).toEqual([])
    vi.unstubAllEnvs()
  })
})

describe('a query that is waited for', () => {
  it('is cancelled on Athena when the user stops', async () => {
    await addFault(lake.environment, 'slow-query', { times: 1, delayMillis: 60_000 })
    const stop = new AbortController()
    const states: string[] = []
    const onState = (state: string) => {
      states.push(state)
      stop.abort()
    }
    const stopped = runQuery(lake.clients, lake.environment, { sql: 'select 1', onState, signal: stop.signal })
    const error = await stopped.catch(reason => reason)
    expect(error).toMatchObject({ code: 'INTERRUPTED', exitCode: 130 })
    const id = /Query (\S+) was cancelled/.exec(error.message)![1]
    const { QueryExecution } = await lake.clients.athena.send(new GetQueryExecutionCommand({ QueryExecutionId: id }))
    expect(QueryExecution!.Status!.State).toBe('CANCELLED')
  })

  it('is asked for often at first and seldom later', () => {
    expect([0, 1, 2, 8, 100].map(attempt => Math.round(pollPause(attempt, 200, 0.5)))).toEqual([
      200, 300, 450, 5000, 5000,
    ])
    expect([pollPause(100, 200, 0), pollPause(100, 200, 1)]).toEqual([3750, 6250])
  })
})
