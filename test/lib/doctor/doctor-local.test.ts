import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { checkAt } from '../../../src/lib/doctor/doctor.js'
import { openProject, type Project } from '../../../src/lib/project/project.js'
import { readRawSources } from '../../../src/lib/project/raw-sources.js'
import { provision } from '../../../src/lib/warehouse/provision/provision.js'
import { writeSampleProject } from '../../support/cli-project.js'
import { type TestLakehouse, testLakehouse } from '../../support/lakehouse.js'
import { recordingProgress } from '../../support/progress.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

let lake: TestLakehouse

beforeAll(async () => {
  lake = await testLakehouse()
})
afterAll(() => lake?.stop())

async function project(): Promise<Project> {
  const folder = temporaryFolder()
  await writeSampleProject(folder)
  return openProject(folder)
}

it('finds the local environment ready, without complaints about what a laptop has not', async () => {
  const opened = await project()
  const { environment, clients } = lake
  await provision({ environment, clients, sources: readRawSources(opened.dbtFolder) })
  const checks = await checkAt(opened, environment, recordingProgress().progress)
  expect(checks.filter(({ outcome }) => outcome !== 'ok').map(({ id }) => id)).toEqual(['quotas'])
  expect(checks.find(({ id }) => id === 'encryption')!.detail).toContain('not kept here')
})

it('checks the rest of an environment whose source definitions have a mistake', async () => {
  const opened = await project()
  writeFileSync(join(opened.dbtFolder, 'models', 'raw', 'broken.yml'), 'sources: [')
  const checks = await checkAt(opened, lake.environment, recordingProgress().progress)
  expect(checks.find(({ id }) => id === 'workgroup')!.outcome).toBe('ok')
  expect(checks.find(({ id }) => id === 'raw-tables')).toMatchObject({
    outcome: 'not checked',
    detail: expect.stringContaining('broken.yml'),
  })
})
