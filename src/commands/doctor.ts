import { ExitCode } from '../lib/exit-codes.js'
import { checkAll, type Finding } from '../lib/requirements/check.js'
import { detectIn } from '../lib/requirements/detect.js'
import { faultOf } from '../lib/toolchain/python/stamp.js'
import { outColours } from '../lib/ui/colours.js'
import { step } from '../lib/ui/steps.js'
import { renderTable } from '../lib/ui/table.js'
import { WarehouseCommand } from '../lib/ui/warehouse-command.js'

interface Report {
  environment: string
  ready: boolean
  requirements: Finding[]
  /** What is wrong with the Python environment; null when nothing is. */
  pythonEnvironment: string | null
}

export default class Doctor extends WarehouseCommand {
  static override summary = 'Check every tool that mdw needs: version found, needed, and what to do.'
  static override description = 'Ends with exit code 4 when something that the environment needs is missing or too old.'
  static override examples = ['<%= config.bin %> doctor', '<%= config.bin %> doctor --env dev --json']

  async run(): Promise<Report> {
    const { flags } = await this.parse(Doctor)
    const { project, named } = this.open(flags)
    const requirements = await step(this.reporter, 'Looking for tools', () =>
      checkAll(named.config.kind, detectIn(project.paths.venv)),
    )
    const pythonEnvironment = faultOf(project.paths.venv) ?? null
    const bad = requirements.filter(({ verdict }) => verdict === 'missing' || verdict === 'below minimum')
    const ready = bad.length === 0 && pythonEnvironment === null
    await this.print(render(requirements, pythonEnvironment))
    if (!ready) this.exitWith(ExitCode.notReady)
    return { environment: named.name, ready, requirements, pythonEnvironment }
  }
}

function render(requirements: Finding[], fault: string | null): string {
  const columns = ['Tool', 'Found', 'Minimum', 'Recommended', 'Verdict'].map(title => ({ title }))
  const rows = requirements.map(({ title, found, minimum, recommended, verdict }) => [
    ...[title, found ?? '–', minimum, recommended],
    verdict === 'ok' ? outColours.green(verdict) : outColours.yellow(verdict),
  ])
  const actions = new Set(requirements.flatMap(({ action }) => action ?? []))
  if (fault !== null) actions.add(`The Python environment: ${fault}. \`mdw up\` makes it.`)
  return (
    renderTable(columns, rows, outColours) + [...actions].map(action => `${outColours.cyan('→')} ${action}\n`).join('')
  )
}
