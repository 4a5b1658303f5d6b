import { Flags } from '@oclif/core'
import { type NamedEnvironment, openProject, type Project, selectEnvironment } from '../project/project.js'
import { type Connection, connect } from '../warehouse/connection.js'
import { MdwCommand } from './command.js'
import { quietStep } from './steps.js'

/** A command that works in a project, on one of its environments. */
export abstract class WarehouseCommand extends MdwCommand {
  static override baseFlags = {
    ...MdwCommand.baseFlags,
    env: Flags.string({
      char: 'e',
      summary: 'Environment to work on.',
      description: 'One of mdw.yml’s environments, or local, the embedded lakehouse. MDW_ENV sets it for a shell.',
      helpGroup: 'GLOBAL',
    }),
  }

  protected open(flags: { env?: string }): { project: Project; named: NamedEnvironment } {
    const project = openProject()
    return { project, named: selectEnvironment(project.config, flags.env) }
  }

  /** No command touches an environment on AWS without saying so. */
  protected announce({ name, config }: NamedEnvironment): void {
    if (config.kind !== 'aws') return
    const text = `Environment ${name}: AWS, ${config.region}, bucket ${config.bucket}`
    this.reporter.emit({ type: 'message', level: 'info', text })
  }

  /** Connects to the environment, starting the local lakehouse if need be; names every other environment. */
  protected async connect(flags: { env?: string }): Promise<Connection> {
    const { project, named } = this.open(flags)
    this.announce(named)
    return quietStep(this.reporter, 'Local lakehouse', progress => connect(project, named, progress, this.signal))
  }
}
