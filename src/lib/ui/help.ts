import { Help } from '@oclif/core'
import { messageOf } from '../errors.js'
import { grouped } from './command-groups.js'

/** oclif's help, but `mdw --help` groups the commands by task, and a mistyped command is answered as everywhere. */
export default class GroupedHelp extends Help {
  override async showHelp(argv: string[]): Promise<void> {
    try {
      await super.showHelp(argv)
    } catch (error) {
      const unknown = /^Command (.+) not found\.$/.exec(messageOf(error))?.[1]
      if (unknown === undefined) throw error
      await this.config.runHook('command_not_found', { id: unknown, argv: [] })
    }
  }

  protected override async showRootHelp(): Promise<void> {
    const commands = this.sortedCommands.map(command => ({ name: command.id, text: this.summary(command) ?? '' }))
    const topics = this.sortedTopics.map(({ name, description }) => ({ name, text: description ?? '' }))
    // `runs` is both: the command says more.
    const both = [...commands, ...topics.filter(({ name }) => !commands.some(command => command.name === name))]
    const entries = both.filter(({ name }) => this.opts.all || !name.includes(':'))
    const width = Math.max(...entries.map(({ name }) => name.length))
    this.log(`${this.formatRoot()}\n`)
    for (const group of grouped(entries)) {
      const rows = group.entries.map(({ name, text }): [string, string] => [
        name.replaceAll(':', ' ').padEnd(width),
        this.opts.all ? text : firstClause(text),
      ])
      const list = this.renderList(rows, { indentation: 2, spacer: '\n', stripAnsi: this.opts.stripAnsi ?? false })
      this.log(`${this.section(group.title.toUpperCase(), list)}\n`)
    }
    this.log('`mdw <command> --help` has every flag, with examples.')
  }
}

/** What a line of 80 columns has beside the names. */
const ROOM = 64

/** A line of the overview: the summary up to its first colon, semicolon or full stop, and to a comma if that is long. */
function firstClause(summary: string): string {
  const clause = summary.replace(/([:;] |\. ).*$/s, '').replace(/\.$/, '')
  return clause.length <= ROOM ? clause : clause.replace(/, .*$/s, '')
}
