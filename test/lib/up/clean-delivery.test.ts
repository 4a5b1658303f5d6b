import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { cleanDelivery } from '../../../src/lib/up/clean-delivery.js'
import { recordingProgress } from '../../support/progress.js'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mdw-delivery-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function delivery(name: string, text: string, encoding: BufferEncoding = 'utf8'): string {
  const file = join(folder, name)
  writeFileSync(file, text, encoding)
  return file
}

it('writes a copy in the form that init gives files, and says what is another', async () => {
  const file = delivery('Neue Kunden.csv', 'Kunden Nr;Name\r\n7;Müller\r\n8;"Schäfer, ""K"""\r\n', 'latin1')
  const { progress, warnings } = recordingProgress()
  const source = await cleanDelivery({ file }, progress)
  expect(readFileSync(source.file!, 'utf8')).toBe('kunden_nr,Name\n7,Müller\n8,"Schäfer, ""K"""\n')
  expect(basename(source.file!)).toBe('neue_kunden.csv')
  expect(source.origin).toContain('Neue Kunden.csv')
  expect(warnings).toEqual([expect.stringContaining('windows-1252: written as UTF-8')])
  expect(readFileSync(file, 'latin1')).toContain('Kunden Nr;Name')
  source.remove!()
  expect(existsSync(source.file!)).toBe(false)
})

it('takes the file itself where nothing is wrong with it', async () => {
  const file = delivery('kunden.csv', 'nr,name\n1,a\n2,b\n')
  const { progress, warnings } = recordingProgress()
  const source = await cleanDelivery({ file }, progress)
  expect(source.file).toBe(file)
  expect(warnings).toEqual([])
  source.remove!()
  expect(existsSync(file)).toBe(true)
})

it('loses no value: rows with more of them than columns are refused with their lines', async () => {
  const file = delivery('kunden.csv', 'nr;name\n1;a\n2;b;c\n3;d\n4;e;f\n')
  await expect(cleanDelivery({ file }, recordingProgress().progress)).rejects.toMatchObject({
    code: 'CSV_NOT_CLEANED',
    why: '2 rows with more values than the 2 columns, in line 3, 5.',
  })
})

it('refuses a file that holds nothing, and a folder', async () => {
  const refused = (source: { file?: string; folder?: string }, code: string) =>
    expect(cleanDelivery(source, recordingProgress().progress)).rejects.toMatchObject({ code })
  await refused({ file: delivery('kunden.csv', '') }, 'CSV_NOT_CLEANED')
  await refused({ folder }, 'CLEAN_WANTS_ONE_FILE')
})
