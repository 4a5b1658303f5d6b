import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FolderWatcher } from '../../../src/lib/watch/folder-watcher.js'
import { isNoise, isSource, Saves } from '../../../src/lib/watch/saves.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

describe('saves in a folder', () => {
  let root: string
  let saves: Saves
  let watcher: FolderWatcher
  const stop = new AbortController()
  /** Saves until one has the file: an editor's save may come in more than one. */
  const next = async (file: string) => {
    for (;;) {
      const save = await saves.next(stop.signal)
      if (save === undefined || save.files.includes(join(root, file))) return save
    }
  }

  beforeEach(() => {
    root = temporaryFolder()
    mkdirSync(join(root, 'models'))
    writeFileSync(join(root, 'models', 'a.sql'), 'select 1')
    saves = new Saves()
    const seen = (path: string) => {
      if (isSource(path)) saves.add(path)
    }
    watcher = new FolderWatcher(root, isNoise, seen, error => {
      throw error
    })
  })
  afterEach(() => watcher.close())

  it('are seen as an editor writes them: in place, or through a copy and a rename', async () => {
    writeFileSync(join(root, 'models', 'a.sql'), 'select 2')
    expect((await next('models/a.sql'))?.files).toEqual([join(root, 'models', 'a.sql')])
    writeFileSync(join(root, 'models', '.a.sql.swp'), 'x')
    writeFileSync(join(root, 'models', 'a.sql~'), 'x')
    writeFileSync(join(root, 'models', 'copy.tmp'), 'select 3')
    renameSync(join(root, 'models', 'copy.tmp'), join(root, 'models', 'a.sql'))
    expect((await next('models/a.sql'))?.files).toEqual([join(root, 'models', 'a.sql')])
  })

  it('are seen in folders that are new, and renamed; and deletions too', async () => {
    mkdirSync(join(root, 'models', 'std', 'deep'), { recursive: true })
    writeFileSync(join(root, 'models', 'std', 'deep', 'b.sql'), 'select 1')
    expect(await next('models/std/deep/b.sql')).toBeDefined()
    renameSync(join(root, 'models', 'std'), join(root, 'models', 'cur'))
    expect(await next('models/cur/deep/b.sql')).toBeDefined()
    rmSync(join(root, 'models', 'cur', 'deep', 'b.sql'))
    expect(await next('models/cur/deep/b.sql')).toBeDefined()
  })

  it('are no saves in what dbt makes itself', async () => {
    mkdirSync(join(root, 'target'))
    writeFileSync(join(root, 'target', 'a.sql'), 'select 1')
    writeFileSync(join(root, 'models', 'notes.txt'), 'x')
    writeFileSync(join(root, 'models', 'last.sql'), 'select 1')
    expect((await next('models/last.sql'))?.files).toEqual([join(root, 'models', 'last.sql')])
  })
})

describe('waiting for a save', () => {
  it('ends with the signal', async () => {
    const stop = new AbortController()
    const waiting = new Saves().next(stop.signal)
    stop.abort()
    expect(await waiting).toBeUndefined()
  })

  it('takes together what came meanwhile, and tells whoever compares rows', async () => {
    const saves = new Saves()
    const { signal } = new AbortController()
    const newer = saves.abortAtNext(signal)
    saves.add('/a.sql')
    saves.add('/b.sql')
    saves.add('/a.sql')
    expect(newer.aborted).toBe(true)
    expect((await saves.next(signal))?.files).toEqual(['/a.sql', '/b.sql'])
    saves.add('/c.sql')
    expect(saves.abortAtNext(signal).aborted).toBe(true)
  })
})
