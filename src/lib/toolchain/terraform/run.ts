import { MdwError } from '../../errors.js'
import { ExitCode } from '../../exit-codes.js'
import { lastLines, type ProcessResult, runProcess } from '../process.js'
import { type Diagnostic, parseEvent, type TerraformEvent } from './events.js'
import { terraformFailure } from './failure.js'

/** Where Terraform works: a root module, and everything that it writes outside of it. */
export interface TerraformFolder {
  /** The root module. Nothing is written there but a lock file. */
  root: string
  /** TF_DATA_DIR: providers and the backend's settings, one folder for each environment. */
  data: string
  /** The whole environment of the process: credentials, region, endpoint. */
  env: NodeJS.ProcessEnv
}

export interface TerraformCall {
  folder: TerraformFolder
  /** `['plan', '-json', …]`. */
  args: string[]
  signal?: AbortSignal
  onEvent?: (event: TerraformEvent) => void
  /** Exit codes that are results; 0 alone when left out. */
  accepted?: number[]
}

export interface TerraformResult {
  exitCode: number
  stdout: string
  warnings: Diagnostic[]
}

/** Runs Terraform without questions. A failure is thrown as the error that its diagnostics mean. */
export async function runTerraform(call: TerraformCall): Promise<TerraformResult> {
  const diagnostics: Diagnostic[] = []
  const result = await start(call, line => {
    const event = parseEvent(line)
    if (event?.type === 'diagnostic') diagnostics.push(event.diagnostic)
    if (event !== undefined) call.onEvent?.(event)
  })
  const { exitCode, stdout } = result
  if (!(call.accepted ?? [0]).includes(exitCode)) {
    const errors = diagnostics.filter(({ severity }) => severity === 'error')
    throw terraformFailure(call.args[0]!, errors, lastLines(result), call.folder)
  }
  return { exitCode, stdout, warnings: diagnostics.filter(({ severity }) => severity === 'warning') }
}

async function start(call: TerraformCall, onLine: (line: string) => void): Promise<ProcessResult> {
  const { folder, args, signal } = call
  try {
    return await runProcess({
      command: 'terraform',
      args: [`-chdir=${folder.root}`, ...args],
      env: terraformVariables(folder),
      onLine,
      ...(signal === undefined ? {} : { signal }),
    })
  } catch (error) {
    throw error instanceof MdwError && error.code === 'TOOL_NOT_FOUND' ? terraformMissing(error) : error
  }
}

function terraformVariables({ env, data }: TerraformFolder): NodeJS.ProcessEnv {
  // TF_CLI_ARGS would change what these calls mean; a TF_WORKSPACE would change which state they are about.
  const own = Object.entries(env).filter(([name]) => !/^TF_(CLI_ARGS|WORKSPACE|DATA_DIR|LOG$)/.test(name))
  return {
    ...Object.fromEntries(own),
    TF_DATA_DIR: data,
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
    CHECKPOINT_DISABLE: '1',
  }
}

function terraformMissing(cause: MdwError): MdwError {
  return new MdwError({
    code: 'TERRAFORM_MISSING',
    message: 'Terraform was not found on the PATH.',
    why: 'mdw makes everything on AWS with it.',
    actions: ['Install Terraform 1.11 or newer: https://developer.hashicorp.com/terraform/install'],
    exitCode: ExitCode.notReady,
    cause,
  })
}
