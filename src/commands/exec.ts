import { MdwError } from '../lib/errors.js'
import { ExitCode } from '../lib/exit-codes.js'
import { runAttached } from '../lib/toolchain/attached.js'
import { childEnvironment } from '../lib/toolchain/dbt/environment.js'
import { WarehouseCommand } from '../lib/ui/warehouse-command.js'

export default class Exec extends WarehouseCommand {
  static override summary = 'Run any program with the environment’s endpoint and credentials.'
  static override description =
    'The program sees AWS’s variables and dbt’s settings, and the Python environment’s dbt is first on its PATH. The credentials of a role are renewed for as long as it runs. Its exit code becomes this command’s.'
  static override examples = [
    '<%= config.bin %> exec -- dbt build --project-dir dbt --profiles-dir dbt',
    '<%= config.bin %> exec --env dev -- aws athena list-work-groups',
  ]
  static override usage = 'exec -- <command> [arguments]'
  static override strict = false
  // stdout belongs to the program.
  static override enableJsonFlag = false

  async run(): Promise<void> {
    const { raw, flags } = await this.parse(this.ctor as typeof Exec)
    // The parser's argv moves repeated words together; its raw tokens are in the order typed.
    const [command, ...args] = raw.filter(({ type }) => type === 'arg').map(({ input }) => input)
    if (command === undefined) {
      throw new MdwError({
        code: 'USAGE',
        message: 'There is no command to run.',
        actions: [`mdw ${this.ctor.id.replaceAll(':', ' ')} -- dbt build --project-dir dbt --profiles-dir dbt`],
        exitCode: ExitCode.usage,
      })
    }
    const { project, environment } = await this.connect(flags)
    const env = childEnvironment(environment, project.config.threads, project.paths.venv)
    process.exitCode = await runAttached(command, args, env, this.signal)
  }
}
