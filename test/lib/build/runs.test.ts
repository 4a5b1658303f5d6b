import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findRun, listRuns } from '../../../src/lib/build/runs/list-runs.js'
import { renderRun, renderRuns } from '../../../src/lib/build/runs/render.js'
import { archiveRun, type RunContext } from '../../../src/lib/toolchain/dbt/run-archive.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

let dbt: string
let archive: string

function prepare(): void {
  const folder = temporaryFolder()
  dbt = join(folder, 'dbt')
  archive = join(folder, 'runs')
  mkdirSync(join(dbt, 'target'), { recursive: true })
}

function dbtRan(id: string, generated: string, statuses: Record<string, string>): void {
  const results = Object.entries(statuses).map(([node, status]) => ({
    ...{ unique_id: node, status, message: status === 'error' ? 'no such column' : null, timing: [] },
    ...{ relation_name: `"awsdatacatalog"."cur"."${node.split('.').at(-1)}"`, execution_time: 1.5 },
    adapter_response: { rows_affected: 7, data_scanned_in_bytes: 2048 },
  }))
  const metadata = { invocation_id: id, generated_at: generated }
  writeFileSync(join(dbt, 'target', 'run_results.json'), JSON.stringify({ metadata, results }))
}

function context(startedAt: string, success: boolean): RunContext {
  return {
    ...{ environment: 'local', command: 'build', args: ['build', '--threads', '4'], startedAt, seconds: 12, success },
    ...{ interrupted: false, commit: '945c3072f043', request: {} },
  }
}

describe('the archive of runs', () => {
  it('lists the newest first, with what came of each', () => {
    prepare()
    dbtRan('aaa1', '2018-03-01T10:00:30Z', { 'model.shop.daily': 'success' })
    archiveRun(dbt, archive, context('2018-03-01T10:00:00Z', true))
    dbtRan('aab2', '2018-03-01T11:00:30Z', { 'model.shop.daily': 'error', 'model.shop.monthly': 'skipped' })
    archiveRun(dbt, archive, context('2018-03-01T11:00:00Z', false))
    const runs = listRuns(archive)
    expect(runs.map(({ id, outcome, failed, skipped }) => [id, outcome, failed, skipped])).toEqual([
      ['aab2', 'failed', 1, 1],
      ['aaa1', 'succeeded', 0, 0],
    ])
    expect(runs[0]).toMatchObject({ environment: 'local', commit: '945c3072f043', bytesScanned: 4096, seconds: 12 })
    expect(renderRuns(runs)).toContain('2018-03-01 11:00:00')
  })

  it('shows a run by its id, the beginning of it, or as the last one', () => {
    prepare()
    dbtRan('aaa1', '2018-03-01T10:00:30Z', { 'model.shop.daily': 'error' })
    archiveRun(dbt, archive, context('2018-03-01T10:00:00Z', false))
    for (const name of ['aaa1', 'aaa', 'last']) expect(findRun(archive, name).id).toBe('aaa1')
    const text = renderRun(findRun(archive, 'last'))
    expect(text).toContain('dbt build --threads 4')
    expect(text).toContain('model.shop.daily: no such column')
    expect(() => findRun(archive, 'zzz')).toThrow(expect.objectContaining({ code: 'RUN_NOT_FOUND' }))
  })

  it('takes no results of an earlier run for those of one that ended before dbt wrote any', () => {
    prepare()
    dbtRan('aaa1', '2018-03-01T10:00:30Z', { 'model.shop.daily': 'success' })
    archiveRun(dbt, archive, context('2018-03-01T11:00:00Z', false))
    expect(listRuns(archive)).toEqual([])
  })
})
