import { readFileSync } from 'node:fs'
import { MdwError, messageOf } from '../errors.js'
import { ExitCode } from '../exit-codes.js'

/** The statement that a command line gives, itself or as a file; `-` is standard input. */
export function readStatement(sql: string | undefined, file: string | undefined): string {
  if (sql === undefined && file === undefined) throw usage('There is no statement to run.')
  if (sql !== undefined && file !== undefined) throw usage('Both a statement and --file were given.')
  const text = file === undefined ? sql! : textOf(file)
  if (text.trim() !== '') return text
  throw usage(file === undefined ? 'The statement is empty.' : `${file} is empty.`)
}

/** Whether a statement changes nothing, as far as its first word says so. */
export function onlyReads(sql: string): boolean {
  const code = sql.replace(/^(\s+|--.*(\n|$)|\/\*[\s\S]*?\*\/|\()*/, '')
  // EXPLAIN ANALYZE runs what it explains (Athena User Guide, "Using EXPLAIN and EXPLAIN ANALYZE").
  return /^(select|with|values|table|show|describe|desc|explain(?!\s+analyze))\b/i.test(code)
}

function textOf(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8')
  } catch (error) {
    throw new MdwError({
      code: 'FILE_NOT_READABLE',
      message: `${file} could not be read.`,
      why: messageOf(error),
      actions: ['Give the path of a text file with one statement; it is taken from the folder that you are in.'],
      exitCode: ExitCode.usage,
    })
  }
}

function usage(message: string): MdwError {
  const actions = ['`mdw query "select 1"`', '`mdw query -f statement.sql`']
  return new MdwError({ code: 'USAGE', message, actions, exitCode: ExitCode.usage })
}
