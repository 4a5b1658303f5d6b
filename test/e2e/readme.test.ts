import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { packageRoot } from '../../src/lib/project/paths.js'
import { mdw } from '../support/cli.js'
import { writeSampleProject } from '../support/cli-project.js'

const MINUTES = 60_000
let folder: string

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'mdw-readme-')))
  await writeSampleProject(folder)
  const { exitCode, stdout } = await mdw(['up', '--json'], folder)
  expect(exitCode, stdout.slice(-4000)).toBe(0)
}, 10 * MINUTES)

afterAll(async () => {
  await mdw(['down'], folder)
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

interface Example {
  args: string[]
  output: string[]
}

/** The commands of the README's tour, each with the output that is printed below it. */
function tour(): Example[] {
  const readme = readFileSync(join(packageRoot, 'README.md'), 'utf8')
  const section = readme.slice(readme.indexOf('## A short tour'), readme.indexOf('## Commands'))
  const blocks = [...section.matchAll(/^```\n(.*?)^```/gms)].map(block => block[1]!)
  return blocks
    .flatMap(block => block.split(/^(?=\$ \.\/bin\/mdw )/m))
    .filter(text => text.startsWith('$'))
    .map(text => {
      const [command, output] = splitCommand(text.slice('$ ./bin/mdw '.length))
      return { args: words(command), output: output.split('\n').filter(line => line.trim() && line.trim() !== '…') }
    })
}

/** A command ends at the first line break outside its quotes. */
function splitCommand(text: string): [command: string, output: string] {
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '"') quoted = !quoted
    if (text[i] === '\n' && !quoted) return [text.slice(0, i), text.slice(i + 1)]
  }
  return [text, '']
}

function words(command: string): string[] {
  return [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(match => match[1] ?? match[2]!)
}

/** What differs from run to run, by a word for it: ids, times, seconds, sizes; and how wide the columns are. */
function steady(line: string): string {
  return line
    .replace(/\b\d{16,20}\b/g, 'ID')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}/g, 'TIME')
    .replace(/\([0-9a-f]{8}\)/g, '(RUN)')
    .replace(/\d+(\.\d+)? (B|KiB|MiB)\b/g, 'SIZE')
    .replace(/\b\d+\.\d s\b/g, 'SECONDS')
    .replace(/ \d+\.\d$/, ' SECONDS')
    .replace(/─+/g, '─')
    .replace(/\s+/g, ' ')
    .trim()
}

it('the tour in the README prints what the README says', { timeout: 5 * MINUTES }, async () => {
  const examples = tour()
  expect(examples.length).toBeGreaterThanOrEqual(6)
  for (const { args, output } of examples) {
    const { stdout, stderr } = await mdw(args, folder)
    const printed = `${stdout}\n${stderr}`.split('\n').map(steady)
    const missing = output.map(steady).filter(line => !printed.includes(line))
    expect(missing, `mdw ${args.join(' ')}\n${stdout}${stderr}`).toEqual([])
  }
})
