import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { currentCommit, stateAt } from '../../../src/lib/build/git.js'
import { projectConfig } from '../../../src/lib/project/config.js'
import { projectPaths } from '../../../src/lib/project/paths.js'
import type { Connection } from '../../../src/lib/warehouse/connection.js'
import { recordingProgress } from '../../support/progress.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

function connectionTo(root: string): Connection {
  const config = projectConfig.parse({ name: 'shop' })
  const project = { config, paths: projectPaths(root), dbtFolder: join(root, 'dbt'), dataFolder: join(root, 'data') }
  return { project, environment: { name: 'local' } } as Connection
}

const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com']

describe('the project at a git ref', () => {
  it('needs a repository that knows the ref', async () => {
    const root = temporaryFolder()
    const refused = expect.objectContaining({ code: 'UNKNOWN_GIT_REF', exitCode: 2 })
    const { progress } = recordingProgress()
    expect(await currentCommit(root)).toBeUndefined()
    await expect(stateAt(connectionTo(root), 'main', progress)).rejects.toThrow(refused)
    await execa('git', ['init', '-q', root])
    await expect(stateAt(connectionTo(root), 'main', progress)).rejects.toThrow(refused)
    await expect(stateAt(connectionTo(root), '--output=x', progress)).rejects.toThrow(refused)
  })

  it('needs a dbt project there', async () => {
    const root = temporaryFolder()
    mkdirSync(join(root, 'dbt'))
    writeFileSync(join(root, 'dbt', 'readme.txt'), 'none yet\n')
    await execa('git', ['init', '-q', root])
    await execa('git', ['-C', root, 'add', '.'])
    await execa('git', ['-C', root, ...identity, 'commit', '-q', '-m', 'first'])
    expect(await currentCommit(root)).toMatch(/^[0-9a-f]{40}$/)
    await expect(stateAt(connectionTo(root), 'HEAD', recordingProgress().progress)).rejects.toThrow(
      expect.objectContaining({ code: 'NO_PROJECT_AT_REF' }),
    )
  })
})
