import { ProjectNames } from '../project/project-names.js'
import { complete } from './complete.js'
import { readManifest } from './manifest.js'
import { isShell, type Shell } from './shells.js'

/**
 * What the shells' scripts ask for with `mdw __complete <shell> <words>…`: a candidate a line, a tab before its
 * description; `:files` or `:folders` where the shell knows better. Whatever is wrong, the answer is none.
 */
export function answerShell([shell, ...words]: string[]): string {
  try {
    if (shell === undefined || !isShell(shell)) return ''
    const { given, dropped } = shell === 'bash' ? joinedWords(words) : { given: words, dropped: 0 }
    const { candidates, paths } = complete(readManifest(), given, new ProjectNames(process.cwd()))
    const lines = candidates.map(({ value, description }) => line(shell, value.slice(dropped), description))
    return [...lines, ...(paths === undefined ? [] : [`:${paths}`])].map(text => `${text}\n`).join('')
  } catch {
    return ''
  }
}

function line(shell: Shell, value: string, description: string | undefined): string {
  return shell === 'bash' || description === undefined ? value : `${value}\t${description}`
}

/** bash breaks words at `=` and `:` too, and replaces only the last piece. */
function joinedWords(words: string[]): { given: string[]; dropped: number } {
  const given: string[] = []
  let pieces: string[] = []
  const joins = (word: string | undefined) => word === '=' || word === ':'
  words.forEach((word, index) => {
    if (index > 0 && (joins(word) || joins(words[index - 1]))) pieces.push(word)
    else pieces = [word]
    if (pieces.length === 1) given.push(word)
    else given[given.length - 1] = pieces.join('')
  })
  const last = pieces.at(-1)
  return { given, dropped: pieces.slice(0, joins(last) ? undefined : -1).join('').length }
}
