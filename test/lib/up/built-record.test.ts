import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BuildResult } from '../../../src/lib/build/build.js'
import { openProject } from '../../../src/lib/project/project.js'
import { fingerprintOf, forgetBuilt, isBuilt, rememberBuilt } from '../../../src/lib/up/built-record.js'
import type { Connection } from '../../../src/lib/warehouse/connection.js'
import { provision } from '../../../src/lib/warehouse/provision/provision.js'
import { writeSampleProject } from '../../support/cli-project.js'
import { type TestLakehouse, testLakehouse } from '../../support/lakehouse.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

let lake: TestLakehouse

beforeAll(async () => {
  lake = await testLakehouse()
})
afterAll(() => lake?.stop())

async function built(): Promise<Connection> {
  const folder = temporaryFolder()
  await writeSampleProject(folder)
  const { environment, clients } = lake
  const connection = { project: openProject(folder), environment, clients }
  const result = { nodes: [], success: true } as unknown as BuildResult
  rememberBuilt(connection.project, environment, await fingerprintOf(connection), result)
  return connection
}

describe('the record of the last complete build', () => {
  it('is of the time before there was a bucket, too', async () => {
    const connection = await built()
    expect(await isBuilt(connection)).toBe(true)
    await provision({ environment: lake.environment, clients: lake.clients, sources: [] })
    await lake.clients.s3.send(new PutObjectCommand({ Bucket: 'mdw-local', Key: 'raw/sales/a.csv', Body: 'a' }))
    expect(await isBuilt(connection)).toBe(false)
  })

  it('counts until a model changes, or a raw file comes, whoever brings it', async () => {
    const connection = await built()
    expect(await isBuilt(connection)).toBe(true)
    const Key = 'raw/sales/delivered.csv'
    await lake.clients.s3.send(new PutObjectCommand({ Bucket: 'mdw-local', Key, Body: 'a' }))
    expect(await isBuilt(connection)).toBe(false)
    const again = await built()
    writeFileSync(join(again.project.dbtFolder, 'models', 'stg', 'stg_more.sql'), 'select 1 as one')
    expect(await isBuilt(again)).toBe(false)
    forgetBuilt(again.project, again.environment)
    expect(await isBuilt(again)).toBe(false)
  })
})
