import type { NamedEnvironment, Project } from '../../lib/project/project.js'
import { requireLocal } from '../../lib/ui/local-command.js'
import Exec from '../exec.js'

export default class LocalExec extends Exec {
  static override summary = 'Run any program with the lakehouse’s endpoint and keys in its environment.'
  static override description =
    'The program sees AWS_ENDPOINT_URL, a key pair, the region and dbt’s settings, and the Python environment’s dbt is first on its PATH. Its exit code becomes this command’s.'
  static override examples = [
    '<%= config.bin %> local exec -- dbt build --project-dir dbt --profiles-dir dbt',
    '<%= config.bin %> local exec -- aws s3 ls s3://mdw-local/raw/',
  ]
  static override usage = 'local exec -- <command> [arguments]'
  // oclif's parser reads a command's own settings, not inherited ones.
  static override strict = false
  static override enableJsonFlag = false

  protected override open(flags: { env?: string }): { project: Project; named: NamedEnvironment } {
    const opened = super.open(flags)
    requireLocal(opened.named)
    return opened
  }
}
