import { type DoctorReport, diagnose } from '../lib/doctor/doctor.js'
import { renderReport } from '../lib/doctor/render.js'
import { ExitCode } from '../lib/exit-codes.js'
import { WarehouseCommand } from '../lib/ui/warehouse-command.js'

export default class Doctor extends WarehouseCommand {
  static override summary = 'Check the tools and the environment that mdw needs: what was found, and what to do.'
  static override description =
    'Of an environment it checks identity, account, bucket, workgroup, result location, databases, versions in Glue, Lake Formation, endpoints and clock, side by side. Nothing is started or changed, but for a small object that is written to the result location and deleted. Ends with exit code 4 when something that the environment needs is missing.'
  static override examples = [
    '<%= config.bin %> doctor',
    '<%= config.bin %> doctor --env dev',
    '<%= config.bin %> doctor --env dev --json',
  ]

  async run(): Promise<DoctorReport> {
    const { flags } = await this.parse(Doctor)
    const { project, named } = this.open(flags)
    this.announce(named)
    const report = await diagnose(project, named, this.reporter, this.signal)
    await this.print(renderReport(report))
    if (!report.ready) this.exitWith(ExitCode.notReady)
    return report
  }
}
