import { Flags } from '@oclif/core'
import type { Environment } from '../project/environment.js'
import { notConfirmed } from './questions.js'
import type { Reporter } from './reporter.js'

/** Flags of commands that change or delete what can't be made again. */
export const changeFlags = {
  yes: Flags.boolean({ char: 'y', summary: 'Do not ask.' }),
  confirm: Flags.string({ summary: 'Name of the environment, which a protected one wants instead of --yes.' }),
  'dry-run': Flags.boolean({ summary: 'Show what would be done, and change nothing.' }),
}

/** Asks, and throws where the answer is no. A protected environment's name must be typed. */
export async function confirmChange(
  reporter: Reporter,
  environment: Pick<Environment, 'name' | 'protected'>,
  consequences: string[],
  text: string,
): Promise<void> {
  const typed = environment.protected ? environment.name : undefined
  if (!(await reporter.ask({ consequences, text, typed }))) throw notConfirmed()
}
