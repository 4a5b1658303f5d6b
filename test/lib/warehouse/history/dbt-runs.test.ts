import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { projectConfig } from '../../../../src/lib/project/config.js'
import { projectPaths } from '../../../../src/lib/project/paths.js'
import type { Project } from '../../../../src/lib/project/project.js'
import { archiveRun } from '../../../../src/lib/toolchain/dbt/run-archive.js'
import { readDbtRuns, runOf } from '../../../../src/lib/warehouse/history/dbt-runs.js'

let project: Project

beforeEach(() => {
  const root = mkdtempSync(join(tmpdir(), 'mdw-runs-'))
  project = {
    config: projectConfig.parse({ name: 'shop' }),
    paths: projectPaths(root),
    ...{ dbtFolder: join(root, 'dbt'), dataFolder: join(root, 'data') },
  }
  mkdirSync(join(project.dbtFolder, 'target'), { recursive: true })
})
afterEach(() => rmSync(project.paths.root, { recursive: true }))

/** As dbt writes it at the end of a run that built `cur.daily` within the minute. */
function runAt(invocation: string, minute: string): void {
  const timing = [
    { name: 'compile', started_at: `${minute}:00.000000Z`, completed_at: `${minute}:01.000000Z` },
    { name: 'execute', started_at: `${minute}:01.000000Z`, completed_at: `${minute}:30.000000Z` },
  ]
  const results = [
    { unique_id: 'model.shop.daily', relation_name: '"awsdatacatalog"."cur"."daily"', timing, status: 'success' },
    { unique_id: 'test.shop.not_null', relation_name: null, timing },
  ]
  const metadata = { invocation_id: invocation, generated_at: `${minute}:31.000000Z` }
  writeFileSync(join(project.dbtFolder, 'target', 'run_results.json'), JSON.stringify({ metadata, results, args: {} }))
}

it('knows the runs that mdw made, and dbt’s last one', () => {
  for (const [invocation, minute] of [
    ['first', '2018-03-01T10:00'],
    ['second', '2018-03-01T11:00'],
  ] as const) {
    runAt(invocation, minute)
    archiveRun(project.dbtFolder, project.paths.runs)
  }
  runAt('by hand', '2018-03-01T12:00')
  const runs = readDbtRuns(project)
  const by = (time: string, table = 'cur.daily') => runOf(runs, table, new Date(time))?.invocation
  expect(by('2018-03-01T10:00:20Z')).toBe('first')
  expect(by('2018-03-01T11:00:20Z')).toBe('second')
  expect(by('2018-03-01T12:00:20Z')).toBe('by hand')
  expect(by('2018-03-01T10:30:00Z')).toBeUndefined()
  expect(by('2018-03-01T10:00:20Z', 'cur.other')).toBeUndefined()
})

it('keeps the newest hundred', () => {
  for (let run = 0; run < 105; run++) {
    runAt(`run-${run}`, `2018-03-01T10:${String(run % 60).padStart(2, '0')}`)
    archiveRun(project.dbtFolder, project.paths.runs)
  }
  expect(readdirSync(project.paths.runs)).toHaveLength(100)
})

it('does without runs that it can’t read', () => {
  archiveRun(project.dbtFolder, project.paths.runs)
  writeFileSync(join(project.dbtFolder, 'target', 'run_results.json'), '{"metadata":')
  expect(readDbtRuns(project)).toEqual([])
})
