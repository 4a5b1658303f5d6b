import { type Infra, openInfra } from '../infra/infra.js'
import { WarehouseCommand } from './warehouse-command.js'

/** A command on the infrastructure of an environment of kind aws. */
export abstract class InfraCommand extends WarehouseCommand {
  /** `create` allows to make the bucket of Terraform's state, after asking. */
  protected openInfra(flags: { env?: string }, settings: { create: boolean }): Promise<Infra> {
    const { project, named } = this.open(flags)
    this.announce(named)
    return openInfra(project, named, settings, this.reporter, this.signal)
  }
}
