import type { Hook } from '@oclif/core'
import { errColours } from '../lib/ui/colours.js'
import { renderFailure } from '../lib/ui/failure.js'
import { unknownCommand } from '../lib/ui/unknown-command.js'

/** `mdw biuld`: says which command was probably meant. */
const hook: Hook.CommandNotFound = async ({ id, config }) => {
  const failure = unknownCommand(id, config)
  if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify({ error: failure }, null, 2)}\n`)
  else process.stderr.write(renderFailure(failure, errColours, false))
  process.exit(failure.exitCode)
}

export default hook
