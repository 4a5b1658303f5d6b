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

  /** Connects to the environment, starting the local lakehouse if need be; names every other environment. */
  protected async connect(flags: { env?: string }): Promise<Connection> {
    const { project, named } = this.open(flags)
    if (named.config.kind === 'aws') {
      const text = `Environment ${named.name}: AWS, ${named.config.region}, bucket ${named.config.bucket}`
      this.reporter.emit({ type: 'message', level: 'info', text })
    }
    return quietStep(this.reporter, 'Local lakehouse', progress => connect(project, named, progress, this.signal))
  }
}
