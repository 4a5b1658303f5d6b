import { Flags } from '@oclif/core'
import { readRawSources } from '../lib/project/raw-sources.js'
import { formatBytes, formatCount } from '../lib/ui/format.js'
import { step } from '../lib/ui/steps.js'
import { WarehouseCommand } from '../lib/ui/warehouse-command.js'
import { refuseOtherProjects } from '../lib/warehouse/sample/fits.js'
import { generateSample, type SampleResult } from '../lib/warehouse/sample/generate.js'

export default class Sample extends WarehouseCommand {
  static override summary = 'Write the grocery sample, of any size, into the project’s data folder.'
  static override description =
    'The same number of rows gives the same files everywhere. Your own files are never replaced without --overwrite.'
  static override examples = ['<%= config.bin %> sample', '<%= config.bin %> sample --rows 1000000']
  static override flags = {
    rows: Flags.integer({ summary: 'Number of sales; the other tables follow.', min: 1 }),
    seed: Flags.integer({ summary: 'Another seed gives other data.' }),
    overwrite: Flags.boolean({ summary: 'Replace files that are no sample.' }),
  }

  async run(): Promise<SampleResult & { folder: string }> {
    const { flags } = await this.parse(Sample)
    const { project } = this.open(flags)
    const { rows, seed, overwrite } = flags
    const folder = project.dataFolder
    refuseOtherProjects(readRawSources(project.dbtFolder), folder)
    const result = await step(this.reporter, 'Sample', async progress => {
      const sample = await generateSample({ folder, rows, seed, overwrite, progress, signal: this.signal })
      if (!sample.written) progress.skip('already there')
      return sample
    })
    await this.print(`${formatCount(result.sales)} sales, ${formatBytes(result.bytes)} in ${folder}\n`)
    return { folder, ...result }
  }
}
