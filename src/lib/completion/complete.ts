import type { ProjectNames } from '../project/project-names.js'
import type { Manifest, ManifestCommand, ManifestFlag } from './manifest.js'
import { argumentValues, type Candidate, type Completion, flagValues, startingWith } from './values.js'

/** What may stand in place of the last of `words`, which are those after `mdw`. */
export function complete(manifest: Manifest, words: string[], names: ProjectNames): Completion {
  const current = words.at(-1) ?? ''
  const before = words.slice(0, -1)
  const id = commandOf(manifest, before)
  const command = id === undefined ? undefined : manifest.commands[id]
  const depth = id === undefined ? 0 : id.split(':').length
  if (before[0] === 'help') return { candidates: startingWith(current, nextWords(manifest, before.slice(1))) }
  const subcommands = current.startsWith('-') ? [] : nextWords(manifest, before)
  if (id === undefined || command === undefined) return { candidates: startingWith(current, subcommands) }

  const state = readFlags(command, before.slice(depth))
  if (state.pending !== undefined) return flagValues(id, state.pending, current, names)
  const assigned = /^--([^=]+)=(.*)$/s.exec(current)
  if (assigned !== null && !state.ended) {
    const flag = command.flags[assigned[1]!]
    if (flag?.type !== 'option') return { candidates: [] }
    const { candidates, paths } = flagValues(id, flag, assigned[2]!, names)
    return { candidates: candidates.map(({ value }) => ({ value: `--${flag.name}=${value}` })), paths }
  }
  if (current.startsWith('-') && !state.ended)
    return { candidates: startingWith(current, flagsOf(command, state.used)) }
  const argument = argumentValues(id, command, state.positionals, current, names)
  return { ...argument, candidates: [...startingWith(current, subcommands), ...argument.candidates] }
}

/** The command that the words begin with; the longest one, as `runs show` is more than `runs`. */
function commandOf(manifest: Manifest, words: string[]): string | undefined {
  for (let count = words.length; count > 0; count--) {
    const id = words.slice(0, count).join(':')
    if (Object.hasOwn(manifest.commands, id)) return id
  }
  return undefined
}

/** Words that continue these ones to a command. */
function nextWords(manifest: Manifest, words: string[]): Candidate[] {
  const found = new Map<string, string | undefined>()
  const prefix = words.map(word => `${word}:`).join('')
  for (const [id, { summary, hidden }] of Object.entries(manifest.commands)) {
    if (hidden || !id.startsWith(prefix)) continue
    const [word = '', ...rest] = id.slice(prefix.length).split(':')
    if (rest.length === 0) found.set(word, summary)
    else if (!found.has(word)) found.set(word, manifest.topics[prefix + word]?.description)
  }
  if (words.length === 0) found.set('help', 'Show the help of a command.')
  return [...found].map(([value, description]) => ({ value, description }))
}

interface FlagState {
  used: Set<string>
  positionals: number
  /** The last word is a flag that wants a value. */
  pending?: ManifestFlag
  /** After `--`, everything is an argument. */
  ended: boolean
}

function readFlags(command: ManifestCommand, words: string[]): FlagState {
  const state: FlagState = { used: new Set(), positionals: 0, ended: false }
  for (const word of words) {
    if (state.pending !== undefined) delete state.pending
    else if (state.ended || !/^-./.test(word)) state.positionals++
    else if (word === '--') state.ended = true
    else {
      const flag = Object.values(command.flags).find(({ name, char }) =>
        [`--${name}`, `--no-${name}`, ...(char === undefined ? [] : [`-${char}`])].includes(word.replace(/=.*$/s, '')),
      )
      if (flag === undefined) continue
      state.used.add(flag.name)
      if (flag.type === 'option' && !word.includes('=')) state.pending = flag
    }
  }
  return state
}

function flagsOf(command: ManifestCommand, used: Set<string>): Candidate[] {
  const open = Object.values(command.flags).filter(
    ({ name, hidden, multiple }) => !hidden && (multiple || !used.has(name)),
  )
  const flags = open.flatMap(({ name, summary, allowNo }) => [
    { value: `--${name}`, description: summary },
    ...(allowNo ? [{ value: `--no-${name}`, description: `Not: ${summary}` }] : []),
  ])
  return [...flags, { value: '--help', description: 'Show flags and examples.' }]
}
