import { Script } from 'node:vm'
import { glueError, invalidInput } from './errors.js'

const timeoutMs = 500

const matching = new Script('names.filter(name => pattern.test(name))')

/**
 * The names that a client's regular expression matches as a whole. It runs under a time limit, because an expression can
 * be made to take forever. A `*` after a letter, or at the beginning, is Glue's "anything" as in `orders*`; in `.*`, `[ab]*`
 * and `(ab)*` it is the regular expression's own.
 */
export function namesMatching(pattern: string, names: string[]): Set<string> {
  let regex: RegExp
  try {
    regex = new RegExp(`^(?:${pattern.replace(/(?<![.\])])\*/g, '.*')})$`, 'i')
  } catch {
    throw invalidInput(`The expression ${pattern} is not a valid regular expression.`)
  }
  try {
    return new Set(matching.runInNewContext({ pattern: regex, names }, { timeout: timeoutMs }) as string[])
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error
    throw glueError('OperationTimeoutException', `The expression ${pattern} took too long to match.`)
  }
}
