import { MdwError } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import type { LocalEnvironmentConfig } from '../project/config.js'
import type { Environment } from '../project/environment.js'
import type { NamedEnvironment, Project } from '../project/project.js'
import type { LaunchOptions } from '../toolchain/lakehouse/launch.js'
import { launchOptions, runningLocal } from '../warehouse/connection.js'
import { WarehouseCommand } from './warehouse-command.js'

/** A command about the embedded lakehouse, which only environments of kind local have. */
export abstract class LocalCommand extends WarehouseCommand {
  protected openLocal(flags: { env?: string }): { project: Project; name: string; config: LocalEnvironmentConfig } {
    const { project, named } = this.open(flags)
    return { project, name: named.name, config: requireLocal(named) }
  }

  protected launchOptions(project: Project, config: LocalEnvironmentConfig): LaunchOptions {
    return launchOptions(project, config)
  }

  /** The running lakehouse; an error with exit code 4 when there is none. */
  protected async running(flags: { env?: string }): Promise<{ project: Project; environment: Environment }> {
    const { project, name, config } = this.openLocal(flags)
    const environment = await runningLocal(project, name, config)
    if (environment !== undefined) return { project, environment }
    throw new MdwError({
      code: 'LAKEHOUSE_NOT_RUNNING',
      message: 'The local lakehouse is not running.',
      actions: ['`mdw local start` starts it; `mdw up` makes the whole warehouse.'],
      exitCode: ExitCode.notReady,
    })
  }
}

export function requireLocal({ name, config }: NamedEnvironment): LocalEnvironmentConfig {
  if (config.kind === 'local') return config
  throw new MdwError({
    code: 'NOT_LOCAL',
    message: `Environment ${name} is on AWS: there is no local lakehouse to act on.`,
    actions: ['Add --env local.'],
    exitCode: ExitCode.usage,
  })
}
