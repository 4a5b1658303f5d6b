import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PlainForm, plainEnd, plainForm } from '../../../../src/lib/warehouse/upload/validate/plain-forms.js'
import type { RowLayout, ScannedRows } from '../../../../src/lib/warehouse/upload/validate/row-scanner.js'
import { scanFile } from '../../../../src/lib/warehouse/upload/validate/scan-file.js'
import { scanRange } from '../../../../src/lib/warehouse/upload/validate/scan-range.js'

const layout: RowLayout = {
  csv: { separator: ',', quote: '"', escape: '\\', skipHeaderLines: 1 },
  columns: 3,
  forms: [plainForm('integer'), undefined, 'any'],
  key: [0],
}
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mdw-scan-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function written(name: string, content: string | Buffer): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const scan = (text: string) =>
  scanRange({ path: written('one.csv', text), start: 0, end: Buffer.byteLength(text), layout, skipLines: 1 })

describe('plain values', () => {
  it.each<[string, string, boolean]>([
    ['integer', '7', true],
    ['integer', '-123456789', true],
    ['integer', '3000000000', false],
    ['integer', '1.5', false],
    ['integer', '', false],
    ['integer', '+', false],
    ['integer', ' 7', false],
    ['decimal(5,2)', '123.45', true],
    ['decimal(5,2)', '1234', false],
    ['decimal(5,2)', '1.234', false],
    ['decimal(5,2)', '1.', false],
    ['double', '1e5', false],
    ['date', '2018-04-01', true],
    ['date', '2018-02-30', false],
    ['date', '2018-13-01', false],
    ['date', '2018-4-1', false],
    ['timestamp', '2018-04-01', true],
    ['timestamp(3)', '2018-04-01 07:38:25.430', true],
    ['timestamp', '2018-04-01 24:00', false],
    ['timestamp', '2018-04-01T07:38', false],
  ])('%s: %s is one: %s', (type, text, isOne) => {
    const bytes = Buffer.from(`${text}\n`)
    expect(plainEnd(plainForm(type) as PlainForm, bytes, 0) === bytes.length - 1).toBe(isOne)
  })

  it('every value is looked at where there is no such form', () => expect(plainForm('boolean')).toBeUndefined())
})

describe('rows', () => {
  it('are read as OpenCSVSerde reads them', () => {
    const found = scan('a,b,c\n1,"x, y",z\n"2",,\r\n3,say "hi",z\nx,"12"" pan","a \\" b"\n')
    expect(found).toMatchObject({ lines: 5, rows: 4, problems: [], counts: {} })
    expect([...found.suspects[0]!.keys()]).toEqual(['x'])
    expect([...found.suspects[2]!.keys()]).toEqual(['z', 'a " b'])
    expect(found.suspects[2]!.get('z')).toEqual({ count: 2, lines: [2, 4] })
  })

  it('say what is wrong with their lines', () => {
    const found = scan('a,b,c\n1,2\n1,2,3,4\n1,"open,2\n1,C:\\temp,2\n1,"C:\\temp",2\n1,"C:\\\\temp",2\n')
    expect(found.counts).toEqual({ columns: 2, quoting: 3 })
    expect(found.problems.map(({ line, text }) => `${line} ${text}`)).toEqual([
      '2 2 fields where the table has 3 columns',
      '3 4 fields where the table has 3 columns',
      '4 ends inside quotes; Athena reads every line as a row of its own',
      '5 Athena drops the \\ here; inside quotes, \\\\ keeps it',
      '6 Athena drops the \\ here; inside quotes, \\\\ keeps it',
    ])
  })

  it('have the same key with quotes and without, and another where values move between columns', () => {
    const { keys } = scan('a,b,c\n1,,\n"1",,\n2,,\n')
    expect(keys[0]).toBe(keys[1])
    expect(keys[0]).not.toBe(keys[2])
    const path = written('pair.csv', 'a,b,c\n1,23,\n12,3,\n')
    const pair = scanRange({ path, start: 0, end: 99, layout: { ...layout, key: [0, 1] }, skipLines: 1 })
    expect(pair.keys[0]).not.toBe(pair.keys[1])
  })
})

it('cuts a file anywhere without losing a line or reading one twice', () => {
  const lines = ['a,b,c', '1,é,', '', '22,"ü, x",y', `3,${'long'.repeat(30)},`, '4,b,c']
  for (const text of [lines.join('\n'), `${lines.join('\n')}\n`, lines.join('\r\n')]) {
    const path = written('cut.csv', text)
    const size = Buffer.byteLength(text)
    const part = (start: number, end: number) => scanRange({ path, start, end, layout, skipLines: start === 0 ? 1 : 0 })
    const whole = part(0, size)
    for (let at = 1; at < size; at++) {
      const parts = [part(0, at), part(at, size)]
      expect(parts.reduce((sum, found) => sum + found.lines, 0)).toBe(whole.lines)
      expect(parts.flatMap(found => [...found.keys])).toEqual([...whole.keys])
    }
  }
})

it('finds the same in threads', async () => {
  const rows = Array.from({ length: 900_000 }, (_, n) => `${n % 1000 === 0 ? 'x' : n},some more text here,z\n`)
  const path = written('large.csv', `a,b,c\n${rows.join('')}`)
  const all = async (threadedFrom?: number) => {
    const parts: ScannedRows[] = []
    for await (const found of scanFile(path, layout, undefined, threadedFrom)) parts.push(found)
    return parts
  }
  const alone = await all()
  expect(alone.reduce((sum, { rows }) => sum + rows, 0)).toBe(900_000)
  expect(await all(0)).toEqual(alone)
})
