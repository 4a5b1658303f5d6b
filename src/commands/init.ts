import { Args, Flags } from '@oclif/core'
import { type InitResult, initProject } from '../lib/init/init.js'
import { renderInit } from '../lib/init/render.js'
import { MdwCommand } from '../lib/ui/command.js'
import { step } from '../lib/ui/steps.js'

export default class Init extends MdwCommand {
  static override summary = 'Make a new project: from nothing, or from a folder of CSV files.'
  static override description =
    'Reads every row of the files, decides on types, keys and what points to what, and writes sources, models, tests and ' +
    'settings, so that `mdw up` works at once. Files that are there are never overwritten, and delivered ones never changed.'
  static override examples = [
    '<%= config.bin %> init shop',
    '<%= config.bin %> init shop --from ~/Downloads/exports',
    '<%= config.bin %> init shop --from ~/Downloads/exports --dry-run',
  ]
  static override args = { folder: Args.string({ description: 'The project’s folder.', default: '.' }) }
  static override flags = {
    from: Flags.string({ summary: 'Folder of CSV files (.csv, .tsv, .txt, also .gz); each becomes a table.' }),
    name: Flags.string({ summary: 'The project’s name; the folder’s without it.' }),
    port: Flags.integer({ summary: 'Port of the local lakehouse.', min: 1, max: 65535, default: 7480 }),
    'dry-run': Flags.boolean({ summary: 'Say what would be written, and write nothing.' }),
  }

  async run(): Promise<InitResult> {
    const { args, flags } = await this.parse(Init)
    const { from, name, port } = flags
    const request = { folder: args.folder, from, name, port, dryRun: flags['dry-run'], signal: this.signal }
    const title = from === undefined ? 'New project' : 'Read files'
    const result = await step(this.reporter, title, progress => initProject({ ...request, progress }))
    await this.print(renderInit(result))
    return result
  }
}
