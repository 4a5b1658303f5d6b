import type { Hook } from '@oclif/core'
import { MdwError } from '../lib/errors.js'
import { ExitCode } from '../lib/exit-codes.js'
import { errColours } from '../lib/ui/colours.js'
import { renderFailure } from '../lib/ui/failure.js'
import { nearest } from '../lib/ui/nearest.js'

/** `mdw biuld`: says which command was probably meant. */
const hook: Hook.CommandNotFound = async ({ id, config }) => {
  const typed = id.replaceAll(':', ' ')
  const names = config.commands.filter(command => !command.hidden).map(command => command.id.replaceAll(':', ' '))
  const guess = nearest(typed, names)
  const failure = new MdwError({
    code: 'UNKNOWN_COMMAND',
    message: `There is no command "${typed}".`,
    actions: [...(guess === undefined ? [] : [`Did you mean \`mdw ${guess}\`?`]), '`mdw --help` lists the commands.'],
    exitCode: ExitCode.usage,
  })
  if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify({ error: failure }, null, 2)}\n`)
  else process.stderr.write(renderFailure(failure, errColours, false))
  process.exit(failure.exitCode)
}

export default hook
