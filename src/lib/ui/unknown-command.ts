import type { Interfaces } from '@oclif/core'
import { MdwError } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import { nearest } from './nearest.js'

/** `mdw biuld`, `mdw infra pln`, `mdw --versoin`: says what was probably meant. `id` has colons between its words. */
export function unknownCommand(id: string, config: Interfaces.Config): MdwError {
  const typed = id.replaceAll(':', ' ')
  if (typed.startsWith('-'))
    return unknown(`A command comes first, and ${typed} is none.`, typed, ['--help', '--version'])
  const names = config.commands.filter(command => !command.hidden).map(command => command.id.replaceAll(':', ' '))
  const words = typed.split(' ')
  const parents = words.map((_, index) => words.slice(0, -index - 1).join(' '))
  const topic = parents.find(parent => names.some(name => name.startsWith(`${parent} `)))
  if (topic) return unknown(`There is no command "${typed}".`, typed, names, topic)
  const command = parents.find(parent => names.includes(parent))
  return command === undefined
    ? unknown(`There is no command "${typed}".`, typed, names)
    : unwanted(command, typed, config)
}

function unknown(message: string, typed: string, names: string[], topic?: string): MdwError {
  const words = typed.split(' ')
  const beginnings = words.map((_, index) => words.slice(0, words.length - index).join(' '))
  const guess = beginnings.map(beginning => nearest(beginning, names)).find(found => found !== undefined)
  const list = topic === undefined ? '`mdw --help` lists the commands.' : `\`mdw ${topic} --help\` lists its commands.`
  const actions = [...(guess === undefined ? [] : [`Did you mean \`mdw ${guess}\`?`]), list]
  return new MdwError({ code: 'UNKNOWN_COMMAND', message, actions, exitCode: ExitCode.usage })
}

/** `mdw build fct_sales`: oclif takes an argument of a command that has none for a part of its name. */
function unwanted(command: string, typed: string, config: Interfaces.Config): MdwError {
  const rest = typed.slice(command.length + 1)
  const selects = config.findCommand(command.replaceAll(' ', ':'))?.flags.select !== undefined
  return new MdwError({
    code: 'USAGE',
    message: `\`mdw ${command}\` takes no argument, and "${rest}" was given.`,
    actions: [
      ...(selects ? [`Did you mean \`mdw ${command} --select ${rest}\`?`] : []),
      `\`mdw ${command} --help\` shows its flags.`,
    ],
    exitCode: ExitCode.usage,
  })
}
