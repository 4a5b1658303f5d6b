import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { FileMd5, md5Of } from '../../../../src/lib/lakehouse/store/file-md5.js'
import { JoinedParts } from '../../../../src/lib/lakehouse/store/joined-parts.js'
import { temporaryFolder } from '../../../support/temporary-folder.js'

function upload() {
  const folder = temporaryFolder()
  const parts = new Map<number, { number: number; file: string }>()
  let files = 0
  const put = (number: number, text: string) => {
    const part = { number, file: join(folder, `part-${files++}`) }
    writeFileSync(part.file, text)
    parts.set(number, part)
    return part
  }
  const joined = new JoinedParts(join(folder, 'joined'))
  return { folder, parts, put, joined, text: () => readFileSync(joined.file, 'utf8') }
}

it('joins parts as they come, in whichever order, and the rest at the end', async () => {
  const { parts, put, joined, text } = upload()
  for (const [number, content] of [
    [2, 'b'],
    [1, 'a'],
    [4, 'd'],
    [3, 'c'],
  ] as const) {
    put(number, content.repeat(3))
    void joined.goOn(parts)
  }
  const fifth = put(5, 'e')
  const named = [1, 2, 3, 4].map(number => parts.get(number)!)
  expect(await joined.finish([...named, fifth])).toBe(true)
  expect(text()).toBe('aaabbbcccddde')
})

it.each<[string, (made: ReturnType<typeof upload>) => void, number[]]>([
  ['a part was replaced', ({ put }) => put(1, 'z'), [1, 2]],
  ['a part is left out', () => {}, [2]],
  ['the last part is left out', () => {}, [1]],
  ['a file is gone', ({ folder }) => rmSync(join(folder, 'part-2')), [1, 2, 3]],
])('says that it has not what was wanted when %s', async (_, change, wanted) => {
  const made = upload()
  const { parts, put, joined } = made
  put(1, 'a')
  put(2, 'b')
  await joined.goOn(parts)
  if (wanted.includes(3)) put(3, 'c')
  change(made)
  expect(await joined.finish(wanted.map(number => parts.get(number)!))).toBe(false)
})

it('leaves a single part alone', async () => {
  const { parts, put, joined } = upload()
  const only = put(1, 'a')
  await joined.goOn(parts)
  expect(await joined.finish([only])).toBe(false)
})

it('hashes a file in a thread while it is written', async () => {
  const file = join(temporaryFolder(), 'body')
  const chunks = ['abc', 'd'.repeat(3_000_000), 'e'].map(text => Buffer.from(text))
  const md5 = new FileMd5(file)
  let end = 0
  for (const chunk of chunks) {
    writeFileSync(file, chunk, { flag: 'a' })
    end += chunk.length
    md5.written(end)
  }
  expect(await md5.digest(end)).toBe(md5Of(chunks))
  const missing = new FileMd5(join(temporaryFolder(), 'none'))
  await expect(missing.digest(1)).rejects.toThrow('ENOENT')
})
