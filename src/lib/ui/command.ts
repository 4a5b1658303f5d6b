import { Command, Flags, type Interfaces } from '@oclif/core'
import type { MdwError } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import { errColours, isInteractive } from './colours.js'
import { renderFailure, toFailure } from './failure.js'
import { ListrReporter } from './listr-reporter.js'
import { PlainReporter } from './plain-reporter.js'
import { type Answers, answer } from './questions.js'
import type { Question, Renderer } from './reporter.js'
import { SilentReporter } from './silent-reporter.js'

/** What every command has: --json, --debug, a reporter, Ctrl-C, and errors that say what to do. */
export abstract class MdwCommand extends Command {
  static override enableJsonFlag = true
  static override baseFlags = {
    debug: Flags.boolean({ summary: 'Show stack traces with errors.', helpGroup: 'GLOBAL' }),
  }

  readonly #abort = new AbortController()
  #renderer: Renderer | undefined
  #answers: Answers = { yes: false }

  /** Aborted by Ctrl-C and SIGTERM. A second Ctrl-C ends the process at once. */
  protected get signal(): AbortSignal {
    return this.#abort.signal
  }

  /** How the library tells this command's user what it does. */
  protected get reporter(): Renderer {
    this.#renderer ??= this.#makeRenderer()
    return this.#renderer
  }

  /** Takes the answers that the flags give to questions. */
  protected answerWith(answers: Answers): void {
    this.#answers = answers
  }

  /** Writes data on stdout, unless --json owns it, once nothing moves on the screen any more. */
  protected async print(text: string): Promise<void> {
    await this.#renderer?.close()
    if (!this.jsonEnabled()) process.stdout.write(text)
  }

  /** Ends the process with this code after the result is shown. */
  protected exitWith(code: ExitCode): void {
    process.exitCode = code
  }

  protected override async init(): Promise<void> {
    await super.init()
    const stop = () => {
      if (this.#abort.signal.aborted) process.exit(ExitCode.interrupted)
      this.#abort.abort()
    }
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, stop)
    // `mdw query … | head` closes the pipe: that is no error.
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(process.exitCode ?? ExitCode.ok)
    })
  }

  /** oclif would take what is piped in for an argument that is left out: of `mdw upload` in a script, the script's rest. */
  protected override parse<
    F extends Interfaces.OutputFlags<Interfaces.FlagInput>,
    B extends Interfaces.OutputFlags<Interfaces.FlagInput>,
    A extends Interfaces.OutputArgs<Interfaces.ArgInput>,
  >(options?: Interfaces.Input<F, B, A>, argv?: string[]): Promise<Interfaces.ParserOutput<F, B, A>> {
    for (const argument of Object.values(options?.args ?? {})) argument.ignoreStdin = true
    return super.parse(options, argv)
  }

  protected override async catch(error: Error): Promise<void> {
    if ((error as { code?: string }).code === 'EEXIT') throw error
    // A parse that failed is no forgotten one: oclif would warn of it outside production.
    this.parsed = true
    const failure = this.advise(toFailure(error, this.#abort.signal.aborted))
    await this.#renderer?.close()
    process.exitCode = failure.exitCode
    if (this.jsonEnabled()) this.logJson(this.toErrorJson(failure.toJSON()))
    else process.stderr.write(renderFailure(failure, errColours, this.argv.includes('--debug')))
  }

  /** The error as this command's user should read it. */
  protected advise(failure: MdwError): MdwError {
    return failure
  }

  protected override async finally(): Promise<void> {
    await this.#renderer?.close()
  }

  override logJson(document: unknown): void {
    process.stdout.write(`${JSON.stringify(document, null, 2)}\n`)
  }

  protected override toSuccessJson(result: unknown): unknown {
    const warnings = this.#renderer instanceof SilentReporter ? this.#renderer.warnings : []
    return warnings.length === 0 || typeof result !== 'object' ? result : { ...result, warnings }
  }

  #makeRenderer(): Renderer {
    const ask = (question: Question) => answer(question, this.#answers, this.signal)
    if (this.jsonEnabled()) return new SilentReporter(ask)
    if (isInteractive()) return new ListrReporter(ask)
    return new PlainReporter(text => void process.stderr.write(text), ask)
  }
}
