import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Command, Config, Flags, Parser } from '@oclif/core'
import { beforeAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/lib/project/paths.js'
import { grouped } from '../../src/lib/ui/command-groups.js'
import { mdw } from '../support/cli.js'
import { commandLines, quotedCommands, words } from '../support/command-lines.js'
import { temporaryFolder } from '../support/temporary-folder.js'

let config: Config

beforeAll(async () => {
  config = await Config.load(packageRoot)
})

/** Parses the words after `mdw` with the flags and arguments of the command that they name. */
async function parse(line: string): Promise<void> {
  const typed = words(line)
  const counts = typed.map((_, index) => typed.length - index)
  const count = counts.find(each => config.findCommand(typed.slice(0, each).join(':')) !== undefined)
  // `mdw --help`, and topics.
  if (count === undefined) {
    if (/^(--help|--version|infra|local|docs|local fault)$/.test(typed.join(' '))) return
    throw new Error('no such command')
  }
  const command = (await config.findCommand(typed.slice(0, count).join(':'))!.load()) as Command.Class
  const json = command.enableJsonFlag ? { json: Flags.boolean() } : {}
  await Parser.parse(typed.slice(count), {
    flags: { ...json, ...command.baseFlags, ...command.flags, help: Flags.boolean() },
    args: command.args,
    strict: command.strict,
    '--': true,
  })
}

/** Sentences name commands without what they need. */
function notOnlyAName(line: string): boolean {
  return config.findCommand(words(line).join(':')) === undefined
}

describe('help', () => {
  it('has every command in a group', () => {
    const names = [...new Set(config.commandIDs.map(id => id.split(':')[0]!))].map(name => ({ name }))
    expect(grouped(names).find(({ title }) => title === 'Other')).toBeUndefined()
  })

  it('has a summary, and examples that the command’s own flags take, for every command', async () => {
    const wrong: string[] = []
    for (const command of config.commands.filter(({ pluginName }) => pluginName === 'mdw')) {
      if (!command.summary?.endsWith('.')) wrong.push(`${command.id} has no summary`)
      if (!command.examples?.length) wrong.push(`${command.id} has no examples`)
      for (const example of command.examples ?? []) {
        const text = (typeof example === 'string' ? example : example.command).replaceAll('<%= config.bin %>', 'mdw')
        const lines = commandLines(text)
        if (lines.length === 0) wrong.push(`${command.id}: no command in "${text}"`)
        for (const line of lines) await parse(line).catch(error => wrong.push(`${line}: ${error.message}`))
      }
    }
    expect(wrong).toEqual([])
  })

  it('is right in the documents: every command line in a code block and in a sentence can be parsed', async () => {
    const documents = ['README.md', ...readdirSync(join(packageRoot, 'docs')).map(name => join('docs', name))]
    const wrong: string[] = []
    for (const document of documents.filter(name => name.endsWith('.md'))) {
      const text = readFileSync(join(packageRoot, document), 'utf8')
      const blocks = [...text.matchAll(/^```[a-z]*\n(.*?)^```/gms)].map(([, block]) => block!)
      for (const line of [...blocks.flatMap(commandLines), ...quotedCommands(text).filter(notOnlyAName)]) {
        await parse(line).catch(error => wrong.push(`${document}: ${line}: ${error.message}`))
      }
    }
    expect(wrong).toEqual([])
  })

  it('is right in messages: every command that one names can be parsed', async () => {
    const wrong: string[] = []
    const sources = readdirSync(join(packageRoot, 'src'), { recursive: true, encoding: 'utf8' })
    for (const file of sources.filter(name => name.endsWith('.ts'))) {
      const code = readFileSync(join(packageRoot, 'src', file), 'utf8').replace(/^\s*(\/\*\*|\*|\/\/).*$/gm, '')
      for (const line of quotedCommands(code).filter(notOnlyAName)) {
        await parse(line).catch(error => wrong.push(`${file}: ${line}: ${error.message}`))
      }
    }
    expect(wrong).toEqual([])
  })

  it('shows the commands by task, a line each on 80 columns', async () => {
    const { stdout, exitCode } = await mdw(['-h'], temporaryFolder())
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/\nSTART\n {2}up .*\nDAILY LOOP\n.*\n {2}build .*\nLOCAL LAKEHOUSE\n {2}local /s)
    const lines = stdout.split('\n').slice(stdout.split('\n').indexOf('START'))
    expect(lines.filter(line => !/^($|[A-Z]|mdw | {2}\S|`)/.test(line))).toEqual([])
  })
})

describe('a mistake in the command line', () => {
  it.each([
    ['infra pln', 'There is no command "infra pln".', 'Did you mean `mdw infra plan`?', '`mdw infra --help` lists'],
    ['local fault ad', 'There is no command "local fault ad".', 'Did you mean `mdw local fault add`?'],
    ['runs shw', 'There is no command "runs shw".', 'Did you mean `mdw runs show`?'],
    ['biuld fct_sales', 'There is no command "biuld fct_sales".', 'Did you mean `mdw build`?'],
    ['help biuld', 'There is no command "biuld".', 'Did you mean `mdw build`?'],
    ['build fct_sales', '`mdw build` takes no argument', 'Did you mean `mdw build --select fct_sales`?'],
    ['--versoin', 'A command comes first', 'Did you mean `mdw --version`?'],
    ['build --selct fct_sales', 'Nonexistent flag: --selct', 'Did you mean --select?'],
    ['down --yes', 'All of the following must be provided when using --yes: --purge'],
  ])('mdw %s', async (line, ...phrases) => {
    const result = await mdw(line.split(' '), temporaryFolder())
    expect(result).toMatchObject({ exitCode: 2, stdout: '' })
    for (const phrase of phrases) expect(result.stderr).toContain(phrase)
  })
})
