import { MdwError } from '../errors.js'

/** Commands that do the same in every environment, or in the local one only. */
const ANYWHERE = ['local', 'init', 'sample', 'deps', 'completion', 'help', 'down', 'runs']

/** A command as it is typed for an environment: `mdw up --env dev`; `local` is where commands work by themselves. */
export function commandFor(command: string, environment: string): string {
  return environment === 'local' ? command : `${command} --env ${environment}`
}

/** The error with `--env` in the commands that it advises: they work as printed, and without it they would work elsewhere. */
export function withEnvironment(error: MdwError, name: string): MdwError {
  const { code, message, why, exitCode, cause, data } = error
  const actions = error.actions.map(action =>
    action.replace(/`mdw ([a-z]+)([^`]*)`/g, (text, command: string, rest: string) => {
      // What comes after `--` is another program's.
      const [, own = '', program = ''] = /^(.*?)( -- .*)?$/.exec(rest)!
      const settled = ANYWHERE.includes(command) || /(^| )(--env|-e)( |$)/.test(own)
      return settled ? text : `\`mdw ${command}${own} --env ${name}${program}\``
    }),
  )
  const advised = new MdwError({ code, message, why, actions, exitCode, cause, data })
  if (error.stack !== undefined) advised.stack = error.stack
  return advised
}
