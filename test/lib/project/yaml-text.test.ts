import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readText } from '../../../src/lib/project/yaml-text.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

function written(content: string | Buffer): string {
  const file = join(temporaryFolder(), 'mdw.yml')
  writeFileSync(file, content)
  return file
}

it('reads text, with a byte order mark and any line ends as they are', () => {
  expect(readText(written('\ufeffname: Crème\r\n'))).toBe('\ufeffname: Crème\r\n')
  expect(readText(written(''))).toBe('')
})

it.each([
  [Buffer.from('name: shop\nö: Cr\xe8me\n', 'latin1'), 'is not UTF-8: save it in that encoding', 2, 1],
  [Buffer.from('name: \ufffd \xe8', 'utf8').subarray(0, -1), 'is not UTF-8: save it in that encoding', 1, 9],
  [Buffer.from('\ufeffname: shop\n', 'utf16le'), 'is UTF-16: save it as UTF-8', 1, 1],
  [Buffer.from('name: shop\nx: \0\n'), 'is not text: it has a zero byte', 2, 4],
])('says where %j is no text', (content, reason, line, column) => {
  expect(readText(written(content))).toEqual({ reason, place: { line, column } })
})

it('says what else is in the way', () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'mdw.yml'))
  expect(readText(join(folder, 'mdw.yml'))).toEqual({ reason: 'is a folder, and should be a file' })
  expect(readText(join(folder, 'none.yml'))).toEqual({ reason: 'does not exist' })
  expect(readText(written('x'.repeat(2000)), 1024)).toEqual({ reason: 'has 2.0 KiB; more than 1.0 KiB is a mistake' })
})

it.skipIf(process.platform === 'win32')('does not wait for a pipe', () => {
  const pipe = join(temporaryFolder(), 'mdw.yml')
  execFileSync('mkfifo', [pipe])
  expect(readText(pipe)).toEqual({ reason: 'is not a regular file' })
})
