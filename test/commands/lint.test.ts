import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mdw, writeProject } from '../support/cli.js'
import { freePort } from '../support/cli-project.js'
import { type SampleProject, sampleProject } from '../support/sample-project.js'

describe('mdw lint on the sample', () => {
  let project: SampleProject
  beforeAll(async () => {
    project = sampleProject()
    const exception = '{rule: naming, model: dim_date, reason: known by that name}'
    writeProject(
      project.root,
      `name: grocery\nenvironments:\n  local:\n    port: ${await freePort()}\nlint:\n  exceptions:\n    - ${exception}\n`,
    )
  })
  afterAll(async () => {
    await mdw(['local', 'stop'], project.root)
    project.remove()
  })

  it('finds every fault of a wrong model, an exception that is not needed, and nothing else', async () => {
    const file = join(project.dbtFolder, 'models', 'stg', 'stg_wrong.sql')
    const model =
      "select distinct s.salesid\nfrom {{ source('raw', 'sales') }} as s\njoin {{ ref('stg_sales') }} as t on true\n"
    writeFileSync(file, `{{ config(materialized='table') }}\n${model}`)
    const { exitCode, stdout, stderr } = await mdw(['lint', '--json'], project.root)
    expect(exitCode, stderr + stdout).toBe(3)
    const { findings, ...result } = JSON.parse(stdout)
    expect(result).toMatchObject({ environment: 'local', models: 19, errors: 4, warnings: 1, allowed: [] })
    const wrong = 'dbt/models/stg/stg_wrong.sql'
    expect(findings).toMatchObject([
      { rule: 'materialization', file: wrong, line: 1, column: 1 },
      { rule: 'stg-no-aggregate', file: wrong, line: 2, column: 1 },
      { rule: 'layer-order', file: wrong, line: 4, column: 14 },
      { rule: 'stg-no-join', file: wrong, line: 4, column: 14 },
      { rule: 'unused-exception', file: 'mdw.yml', line: 7, column: 7 },
    ])
  })

  it('compiles only what changed, and finds types that Athena refuses', async () => {
    const compiled = () => {
      const file = join(project.root, '.mdw', 'compiled', 'local', 'target', 'run_results.json')
      const { metadata, results } = JSON.parse(readFileSync(file, 'utf8'))
      return { run: metadata.invocation_id, ids: results.map((result: { unique_id: string }) => result.unique_id) }
    }
    const file = join(project.dbtFolder, 'models', 'stg', 'stg_wrong.sql')
    writeFileSync(file, "select salesid as id,\n  quantity + 1 as quantity\nfrom {{ source('raw', 'sales') }}\n")
    const { stdout } = await mdw(['lint', '--json'], project.root)
    expect(JSON.parse(stdout).findings).toMatchObject([
      { rule: 'athena-types', line: 2, column: 12, message: expect.stringContaining('TYPE_MISMATCH') },
      { rule: 'unused-exception' },
    ])
    expect(compiled().ids).toEqual(['model.grocery.stg_wrong'])
    const { run } = compiled()
    expect(JSON.parse((await mdw(['lint', '--json'], project.root)).stdout)).toMatchObject({ models: 19, errors: 1 })
    expect(compiled().run).toBe(run)
  })
})
