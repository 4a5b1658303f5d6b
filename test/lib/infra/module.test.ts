import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { packageRoot } from '../../../src/lib/project/paths.js'
import { readRawSources } from '../../../src/lib/project/raw-sources.js'
import { applyPlan } from '../../../src/lib/toolchain/terraform/apply.js'
import { readOutputs } from '../../../src/lib/toolchain/terraform/outputs.js'
import { makePlan } from '../../../src/lib/toolchain/terraform/plan.js'
import { tableInput } from '../../../src/lib/warehouse/provision/raw-tables.js'
import { recordingProgress } from '../../support/progress.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { planRequest, terraformEnvironment, terraformFolder } from '../../support/terraform.js'
import { initializedModule } from '../../support/terraform-provider.js'

const MODULE = join(packageRoot, 'terraform')
const WAREHOUSE = join(MODULE, 'modules', 'warehouse')

const terraform = (args: string[], cwd: string) =>
  execa('terraform', args, { cwd, env: terraformEnvironment(), extendEnv: false, reject: false, all: true })

interface SourceTable {
  description: string
  location: string
  skip_header_lines: string
  serde_parameters: Record<string, string>
  partition_keys: string[]
  columns: { name: string; type: string; comment: string }[]
}

/** What sources.tf makes of source files, by Terraform itself. */
async function tablesByTerraform(files: string[]): Promise<Record<string, SourceTable>> {
  const folder = await terraformFolder(
    'variable "source_files" { type = list(string) }\noutput "tables" { value = local.raw_tables }\n',
  )
  copyFileSync(join(WAREHOUSE, 'sources.tf'), join(folder.root, 'sources.tf'))
  const variables = join(folder.root, '..', 'variables.tfvars.json')
  writeFileSync(variables, JSON.stringify({ source_files: files }))
  const plan = await makePlan(planRequest(folder, { variableFiles: [variables] }))
  await applyPlan(folder, plan, recordingProgress().progress)
  return (await readOutputs(folder)).tables!.value as Record<string, SourceTable>
}

async function expectSameAsProvision(dbtFolder: string): Promise<void> {
  const raw = join(dbtFolder, 'models', 'raw')
  const made = await tablesByTerraform(readdirSync(raw).map(name => join(raw, name)))
  const wanted = readRawSources(dbtFolder).map(table => {
    const { Name, Description, Parameters, PartitionKeys, StorageDescriptor } = tableInput({ bucket: 'b' }, table)
    const columns = StorageDescriptor!.Columns!.map(({ Name: name, Type: type, Comment: comment }) => ({
      ...{ name, type, comment },
    }))
    const definition = {
      description: Description,
      location: StorageDescriptor!.Location!.replace('s3://b/', ''),
      skip_header_lines: Parameters!['skip.header.line.count'],
      serde_parameters: StorageDescriptor!.SerdeInfo!.Parameters,
      partition_keys: PartitionKeys!.map(key => key.Name),
      columns,
    }
    return [Name, definition]
  })
  expect(made).toEqual(Object.fromEntries(wanted))
}

describe('the Terraform module', () => {
  it('is formatted', async () => {
    const { exitCode, all } = await terraform(['fmt', '-check', '-diff', '-recursive', MODULE], MODULE)
    expect(all).toBe('')
    expect(exitCode).toBe(0)
  })

  it('makes the raw tables that mdw’s own provisioning makes', async () => {
    await expectSameAsProvision(join(packageRoot, 'dbt'))
  })

  it('reads meta in both places, the table’s before the source’s, and Hive types in lower case', async () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'models', 'raw'), { recursive: true })
    const source = `version: 2
sources:
  - name: raw
    meta: { separator: "|", skip_header_lines: 0 }
    tables:
      - name: plain
        columns: [{ name: Id, data_type: STRING }]
      - name: own
        description: Own settings.
        meta: { location: raw/elsewhere/, partitioned_by: [day] }
        config: { meta: { separator: ";", escape: "'" } }
        columns: [{ name: Id, data_type: string, description: Key. }, { name: Other, data_type: string }]
  - name: empty
`
    writeFileSync(join(folder, 'models', 'raw', 'a.yml'), source)
    writeFileSync(join(folder, 'models', 'raw', 'empty.yml'), '# Nothing yet.\n')
    const anchored = `sources:
  - name: more
    tables:
      - &first { name: first, columns: &columns [{ name: Id, data_type: string }] }
      - { <<: *first, name: second, meta: { location: raw/others/ } }
      - { name: third, columns: *columns }
`
    writeFileSync(join(folder, 'models', 'raw', 'anchored.yml'), anchored)
    await expectSameAsProvision(folder)
  })

  it('fails on a file that is no YAML, and does not plan to delete its tables', async () => {
    const file = join(temporaryFolder(), 'broken.yml')
    writeFileSync(file, 'sources: [')
    await expect(tablesByTerraform([file])).rejects.toMatchObject({
      code: 'TERRAFORM_FAILED',
      why: expect.stringContaining('yamldecode'),
    })
  })

  it('hands every variable of the root to the module, described alike', () => {
    const variables = (file: string) =>
      new Map(
        [...readFileSync(file, 'utf8').matchAll(/^variable "(\w+)" \{\n([\s\S]*?)^\}/gm)].map(
          ([, name, body]) => [name!, body!] as const,
        ),
      )
    const root = variables(join(MODULE, 'variables.tf'))
    const main = readFileSync(join(MODULE, 'main.tf'), 'utf8')
    for (const [name, body] of variables(join(WAREHOUSE, 'variables.tf'))) {
      expect(root.get(name), name).toBe(body)
      expect(main).toMatch(new RegExp(`^\\s+${name}\\s+= var\\.${name}$`, 'm'))
      expect(body).toContain('description')
    }
  })

  it('is valid, and its own tests pass, where init can get the provider', { timeout: 300_000 }, async context => {
    const module = await initializedModule(temporaryFolder())
    if (module === undefined) return context.skip('terraform init cannot get hashicorp/aws on this machine')
    const own = { cwd: module.folder, env: module.env, reject: false, all: true } as const
    const valid = await execa('terraform', ['validate', '-no-color'], own)
    expect(valid.all).toContain('Success!')
    const tested = await execa('terraform', ['test', '-no-color'], own)
    expect(tested.all).toMatch(/Success! \d+ passed, 0 failed/)
  })
})
