import { Flags } from '@oclif/core'
import type { MdwError } from '../errors.js'
import { ACCESS, movedBy, projectAt } from '../project/moved.js'
import {
  chosenEnvironment,
  type NamedEnvironment,
  openProject,
  type Project,
  selectEnvironment,
} from '../project/project.js'
import type { Connection } from '../warehouse/connection.js'
import { MdwCommand } from './command.js'
import { withEnvironment } from './environment-advice.js'
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

  /** The environment, where it is another than a command without --env would take. */
  #elsewhere: string | undefined
  /** The environment that is touched. */
  #touched: string | undefined

  protected open(flags: { env?: string }): { project: Project; named: NamedEnvironment } {
    const project = openProject()
    const named = selectEnvironment(project.config, flags.env)
    if (flags.env !== undefined && flags.env !== chosenEnvironment(project.config).name) this.#elsewhere = named.name
    return { project: projectAt(project, named), named }
  }

  protected override advise(failure: MdwError): MdwError {
    return this.#elsewhere === undefined ? failure : withEnvironment(failure, this.#elsewhere)
  }

  /** The documents of --json name the environment as the announcement does, whatever they are about. */
  protected override toSuccessJson(result: unknown): unknown {
    const document = super.toSuccessJson(result)
    if (typeof document !== 'object' || document === null || Array.isArray(document)) return document
    return this.#touched === undefined ? document : { environment: this.#touched, ...document }
  }

  protected override toErrorJson(error: unknown): unknown {
    return this.#touched === undefined ? { error } : { environment: this.#touched, error }
  }

  /** No command touches an environment on AWS, or one that variables of the shell made another, without saying so. */
  protected announce(named: NamedEnvironment): void {
    const { name, config, moved: moves = [] } = named
    this.#touched = name
    const moved = movedBy(named)
    if (config.kind !== 'aws' && moved.length === 0) return
    const place = [config.kind === 'aws' ? 'AWS' : 'this machine', config.region, `bucket ${config.bucket}`]
    const text = `Environment ${name}: ${[...place, ...moved].join(', ')}`
    // A warning is in the document of --json too. Whose credentials are used is no news.
    const elsewhere = moves.some(({ setting }) => !ACCESS.has(setting))
    this.reporter.emit({ type: 'message', level: elsewhere ? 'warning' : 'info', text })
  }

  /** Connects to the environment, starting the local lakehouse if need be; names every other environment. */
  protected async connect(flags: { env?: string }): Promise<Connection> {
    const { project, named } = this.open(flags)
    this.announce(named)
    // The AWS SDK is most of a command's start, and not every command connects.
    const { connect } = await import('../warehouse/connection.js')
    return quietStep(this.reporter, 'Local lakehouse', progress => connect(project, named, progress, this.signal))
  }
}
