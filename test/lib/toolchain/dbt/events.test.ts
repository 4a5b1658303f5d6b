import { describe, expect, it } from 'vitest'
import { nodeProgress } from '../../../../src/lib/build/node-progress.js'
import { parseDbtEvent } from '../../../../src/lib/toolchain/dbt/events.js'
import { recordingProgress } from '../../../support/progress.js'

const NODE_INFO = {
  unique_id: 'model.grocery.fct_sales',
  node_name: 'fct_sales',
  resource_type: 'model',
  materialized: 'incremental',
  node_path: 'std/fct_sales.sql',
  node_relation: {
    database: 'awsdatacatalog',
    schema: 'std',
    alias: 'fct_sales',
    relation_name: '"awsdatacatalog"."std"."fct_sales"',
  },
}

const line = (name: string, data: object, level = 'debug', msg = '') =>
  JSON.stringify({ info: { name, level, msg }, data })

describe('dbt’s events', () => {
  it('tell a node’s result with its relation, rows and time', () => {
    const finished = line('NodeFinished', {
      node_info: NODE_INFO,
      run_result: {
        status: 'error',
        message: 'Runtime Error in model fct_sales (models/std/fct_sales.sql)\n  COLUMN_NOT_FOUND: line 3:8: …',
        execution_time: 1.25,
        adapter_response: { rows_affected: -1, data_scanned_in_bytes: 4096 },
      },
    })
    expect(parseDbtEvent(finished)).toEqual({
      type: 'node-finished',
      result: {
        id: 'model.grocery.fct_sales',
        name: 'fct_sales',
        resourceType: 'model',
        materialized: 'incremental',
        path: 'std/fct_sales.sql',
        schema: 'std',
        relation: 'fct_sales',
        status: 'error',
        message: 'Runtime Error in model fct_sales (models/std/fct_sales.sql)\n  COLUMN_NOT_FOUND: line 3:8: …',
        seconds: 1.25,
        rows: null,
        bytesScanned: 4096,
        compiledPath: null,
      },
    })
  })

  it('tell failures once: not again from the summary’s lines', () => {
    expect(parseDbtEvent(line('RunResultError', { msg: 'again' }, 'error', 'again'))).toBeUndefined()
    expect(parseDbtEvent(line('LogTestResult', { node_info: NODE_INFO }, 'error', 'FAIL 3'))).toBeUndefined()
    expect(parseDbtEvent(line('SQLCompiledPath', { node_info: NODE_INFO, path: 'target/x.sql' }))).toEqual({
      type: 'compiled',
      id: 'model.grocery.fct_sales',
      path: 'target/x.sql',
    })
  })

  it('keep warnings and errors of the project, and drop dbt’s note about its own age', () => {
    expect(parseDbtEvent(line('UnusedTables', {}, 'warn', 'nothing uses it'))).toEqual({
      type: 'warning',
      text: 'nothing uses it',
    })
    expect(parseDbtEvent(line('MainEncounteredError', { exc: 'Compilation Error\n  …' }, 'error'))).toEqual({
      type: 'error',
      text: 'Compilation Error\n  …',
    })
    expect(parseDbtEvent(line('Note', {}, 'info', 'This version of dbt is deprecated …'))).toBeUndefined()
    expect(parseDbtEvent('no JSON')).toBeUndefined()
  })

  it('become a count, the names at work, and each failure’s reason', () => {
    const { progress, updates } = recordingProgress()
    const { show, soFar } = nodeProgress(progress)
    expect(soFar()).toBe('No node was built yet.')
    const events = [
      line('ConcurrencyLine', { node_count: 2 }),
      line('NodeStart', { node_info: NODE_INFO }),
      line('NodeFinished', {
        node_info: NODE_INFO,
        run_result: { status: 'error', message: 'Runtime Error in x\n  TYPE_MISMATCH: …' },
      }),
    ]
    for (const event of events) show(parseDbtEvent(event)!)
    expect(soFar()).toBe('1 of 2 nodes were finished; what they built is in place.')
    expect(updates).toEqual(['', 'fct_sales', '✗ fct_sales: TYPE_MISMATCH: …', ''])
  })
})
