import { createInterface } from 'node:readline/promises'
import { InterruptedError, MdwError } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import type { Question } from './reporter.js'

export interface Answers {
  /** --yes was given. */
  yes: boolean
  /** --confirm was given: the name that a protected environment wants typed. */
  confirm?: string
}

/** Asks on the terminal, or takes the answer from the flags. Throws NOT_CONFIRMED where nobody can be asked. */
export async function answer(question: Question, flags: Answers, signal: AbortSignal): Promise<boolean> {
  const given = question.typed === undefined ? flags.yes : flags.confirm === question.typed
  if (given) return true
  const asked = `${question.consequences.map(line => `${line}\n`).join('')}`
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new MdwError({
      code: 'NOT_CONFIRMED',
      message: 'This needs a confirmation, and there is no terminal to ask on. Nothing was changed.',
      why: question.consequences.join('\n'),
      actions: [
        question.typed === undefined
          ? 'Add --yes to confirm.'
          : `Add --confirm ${question.typed}: the environment is marked protected.`,
      ],
      exitCode: ExitCode.notConfirmed,
    })
  }
  process.stderr.write(asked)
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const hint = question.typed === undefined ? '[y/N]' : `Type ${question.typed} to confirm:`
    const text = (await terminal.question(`${question.text} ${hint} `, { signal })).trim()
    return question.typed === undefined ? /^y(es)?$/i.test(text) : text === question.typed
  } catch (error) {
    // While it waits for a line, readline takes Ctrl-C for itself.
    if (!(error instanceof Error) || error.name !== 'AbortError') throw error
    process.stderr.write('\n')
    throw new InterruptedError('Stopped at the question.')
  } finally {
    terminal.close()
  }
}

/** What a command throws when the answer was no. */
export function notConfirmed(): MdwError {
  return new MdwError({
    code: 'NOT_CONFIRMED',
    message: 'Not confirmed. Nothing was changed.',
    exitCode: ExitCode.notConfirmed,
  })
}
