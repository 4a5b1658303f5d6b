import { type Infra, openInfra } from '../infra/infra.js'
import { WarehouseCommand } from './warehouse-command.js'

/** A command on the infrastructure of an environment of kind aws. */
export abstract class InfraCommand extends WarehouseCommand {
  /** `create` allows to make the bucket of Terraform's state, after asking. */
  protected openInfra(flags: { env?: string }, settings: { create: boolean }): Promise<Infra> {
    const { project, named } = this.open(flags)
    if (named.config.kind === 'aws') {
      const text = `Environment ${named.name}: AWS, ${named.config.region}, bucket ${named.config.bucket}`
      this.reporter.emit({ type: 'message', level: 'info', text })
    }
    return openInfra(project, named, settings, this.reporter, this.signal)
  }
}
