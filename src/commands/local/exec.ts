import { MdwError } from '../../lib/errors.js'
import { ExitCode } from '../../lib/exit-codes.js'
import { runAttached } from '../../lib/toolchain/attached.js'
import { childEnvironment } from '../../lib/toolchain/dbt/environment.js'
import { LocalCommand } from '../../lib/ui/local-command.js'

export default class LocalExec extends LocalCommand {
  static override summary = 'Run any program with the lakehouse’s endpoint and keys in its environment.'
  static override description =
    'The program sees AWS_ENDPOINT_URL, a key pair, the region and dbt’s settings, and the Python environment’s dbt is first on its PATH. Its exit code becomes this command’s.'
  static override examples = [
    '<%= config.bin %> local exec -- dbt build --project-dir dbt --profiles-dir dbt',
    '<%= config.bin %> local exec -- aws s3 ls s3://mdw-local/raw/',
  ]
  static override usage = 'local exec -- <command> [arguments]'
  static override strict = false
  // stdout belongs to the program.
  static override enableJsonFlag = false

  async run(): Promise<void> {
    const { raw, flags } = await this.parse(LocalExec)
    // The parser's argv moves repeated words together; its raw tokens are in the order typed.
    const [command, ...args] = raw.filter(({ type }) => type === 'arg').map(({ input }) => input)
    if (command === undefined) {
      throw new MdwError({
        code: 'USAGE',
        message: 'There is no command to run.',
        actions: ['mdw local exec -- dbt build --project-dir dbt --profiles-dir dbt'],
        exitCode: ExitCode.usage,
      })
    }
    this.openLocal(flags)
    const { project, environment } = await this.connect(flags)
    const env = childEnvironment(environment, project.config.threads, project.paths.venv)
    process.exitCode = await runAttached(command, args, env, this.signal)
  }
}
