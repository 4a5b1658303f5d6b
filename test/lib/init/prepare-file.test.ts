import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { prepareFile } from '../../../src/lib/init/prepare-file.js'

const root = mkdtempSync(join(tmpdir(), 'mdw-prepare-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
let count = 0

async function prepare(content: string | Buffer, name = 'items.csv') {
  const folder = join(root, `${count++}`)
  mkdirSync(join(folder, 'clean'), { recursive: true })
  const path = join(folder, name)
  writeFileSync(path, content)
  const found = await prepareFile(path, join(folder, 'clean'), new Set())
  expect(readFileSync(path)).toEqual(Buffer.from(content))
  return found && { ...found, asIs: found.content === path, text: readFileSync(found.content, 'utf8') }
}

test.each([
  ['commas', 'Id,Name\n1,"a, b"\n'],
  ['semicolons', 'Id;Name\n1;a\n'],
  ['tabs and Windows line ends', 'Id\tName\r\n1\ta\r\n'],
  ['no line end at the end', 'Id,Name\n1,a'],
  ['a doubled quote', 'Id,Name\n1,"say ""a"""\n'],
])('a file with %s stays as it is', async (_, content) => {
  const found = await prepare(content)
  expect(found).toMatchObject({ asIs: true, cleaned: [], rows: 1, text: content })
  expect(found!.columns.map(column => column.header)).toEqual(['Id', 'Name'])
})

test.each<[string, string | Buffer, string]>([
  ['a byte order mark', '\uFEFFId;Name\n1;é\n', 'Id,Name\n1,é\n'],
  ['Latin letters in another encoding', Buffer.from('Id,Name\n1,é\n', 'latin1'), 'Id,Name\n1,é\n'],
  ['UTF-16', Buffer.from('\uFEFFId,Name\n1,é\n', 'utf16le'), 'Id,Name\n1,é\n'],
  ['odd headers', 'Id,Full Name,Full Name,\n1,a,b,c\n', 'Id,full_name,full_name_2,column_4\n1,a,b,c\n'],
  ['headers that differ in case only', 'Id,ID\n1,2\n', 'Id,id_2\n1,2\n'],
  ['a short row', 'Id,Name,Size\n1,a,3\n2\n3,c,4\n', 'Id,Name,Size\n1,a,3\n2,,\n3,c,4\n'],
  ['blank values too many', 'Id,Name\n1,a\n2,b,,\n3,c\n', 'Id,Name\n1,a\n2,b\n3,c\n'],
  ['blank lines', 'Id,Name\n1,a\n\n , \n2,b\n', 'Id,Name\n1,a\n2,b\n'],
  ['a line break in a value', 'Id,Name\n1,"a\nb"\n', 'Id,Name\n1,a b\n'],
  ['a backslash', 'Id,Name\n1,C:\\x\n', 'Id,Name\n1,"C:\\\\x"\n'],
  ['a quote inside', 'Id,Name\n1,5" pipe\n', 'Id,Name\n1,"5"" pipe"\n'],
  ['a quote that is never closed', 'Id,Name\n1,"a\n2,b\n', 'Id,Name\n1,"""a"\n2,b\n'],
  ['a quote closed by another row’s', 'Id,Name\n1,"a\n2,b\n3,5" c\n', 'Id,Name\n1,"""a"\n2,b\n3,"5"" c"\n'],
  ['titles above', 'Report,,\n,,\nId,Name,Size\n1,a,2\n', 'Id,Name,Size\n1,a,2\n'],
  ['no header', '1,2024-01-01,3\n2,2024-01-02,4\n', 'column_1,column_2,column_3\n1,2024-01-01,3\n2,2024-01-02,4\n'],
  ['the line ends of old Macs', 'Id,Name\r1,a\r', 'Id,Name\n1,a\n'],
])('a file with %s gets a clean copy', async (_, content, text) => {
  const found = await prepare(content)
  expect(found).toMatchObject({ asIs: false, text, separator: ',' })
  expect(found!.cleaned).not.toEqual([])
})

test('a compressed file is unpacked', async () => {
  const found = await prepare(gzipSync('Id,Name\n1,a\n'), 'items.csv.gz')
  expect(found).toMatchObject({ table: 'items', text: 'Id,Name\n1,a\n' })
})

test('rows with too many values are set aside with their lines', async () => {
  const found = await prepare('Id,Name\n1,a\n2,b,c\n3,d\n')
  expect(found).toMatchObject({
    rows: 2,
    rejected: [{ line: 3, fields: ['2', 'b', 'c'] }],
    text: 'Id,Name\n1,a\n3,d\n',
  })
})

test.each(['', '\n\n', '\uFEFF'])('a file with nothing in it (%j) is no table', async content => {
  expect(await prepare(content)).toBeUndefined()
})

test('a header alone is a table without rows', async () => {
  expect(await prepare('Id,Name\n')).toMatchObject({ rows: 0, asIs: true })
})
