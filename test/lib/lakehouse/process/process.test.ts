import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readArguments } from '../../../../src/lib/lakehouse/process/arguments.js'
import { ensureKeyPair } from '../../../../src/lib/lakehouse/process/key-pair.js'
import { LogFile } from '../../../../src/lib/lakehouse/process/log-file.js'
import { ProcessLock } from '../../../../src/lib/lakehouse/process/process-lock.js'
import { temporaryFolder } from '../../../support/temporary-folder.js'

describe('arguments', () => {
  const needed = ['--state-dir', '/x/.mdw', '--extension-dir', '/x/site-packages']

  it('have defaults', () => {
    expect(readArguments(needed)).toEqual({
      stateDir: '/x/.mdw',
      extensionDir: '/x/site-packages',
      port: 7480,
      accountId: '000000000000',
      region: 'us-east-1',
      limitsOff: [],
    })
    expect(readArguments([...needed, '--limits-off', 'a,b', '--port', '0'])).toMatchObject({
      limitsOff: ['a', 'b'],
      port: 0,
    })
  })

  it.each([
    [[], '--state-dir'],
    [['--state-dir', 'relative'], 'relative'],
    [[...needed, '--port', '70000'], '--port'],
    [[...needed, '--account-id', '12'], '--account-id'],
    [[...needed, '--what'], '--what'],
  ])('%j are refused', (args, named) => {
    expect(() => readArguments(args)).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringContaining(named) }),
    )
  })
})

describe('the key pair', () => {
  it('is made once and kept private', () => {
    const file = join(temporaryFolder(), 'credentials.json')
    const made = ensureKeyPair(file)
    expect(made.accessKeyId).toMatch(/^AKIA[A-Z2-7]{16}$/)
    expect(made.secretAccessKey).toMatch(/^[A-Za-z0-9+/]{40}$/)
    chmodSync(file, 0o644)
    expect(ensureKeyPair(file)).toEqual(made)
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('is made anew when the file is broken', () => {
    const file = join(temporaryFolder(), 'credentials.json')
    writeFileSync(file, '{"accessKeyId":"A')
    expect(ensureKeyPair(file).secretAccessKey).toHaveLength(40)
  })
})

describe('the lock', () => {
  it('is held until it is released', () => {
    const file = join(temporaryFolder(), 'lock')
    const lock = ProcessLock.acquire(file, 'one', '/x')
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ pid: process.pid, instance: 'one' })
    lock.release()
    expect(existsSync(file)).toBe(false)
  })

  it('is taken over from a process that is gone, is a stranger, or left nonsense', () => {
    const file = join(temporaryFolder(), 'lock')
    // Pid 1 is alive and no lakehouse of this folder; the other is beyond any pid.
    for (const content of ['{"pid":1,"instance":"x"}', '{"pid":99999999,"instance":"x"}', '', 'nonsense']) {
      writeFileSync(file, content)
      ProcessLock.acquire(file, 'two', '/no/such/state').release()
      expect(existsSync(file)).toBe(false)
    }
  })

  it('is left to whoever has it now', () => {
    const file = join(temporaryFolder(), 'lock')
    const lock = ProcessLock.acquire(file, 'one', '/x')
    writeFileSync(file, '{"pid":1,"instance":"other"}')
    lock.release()
    expect(existsSync(file)).toBe(true)
  })
})

describe('the log', () => {
  it('holds one JSON document a line and is put aside when it is large', () => {
    const file = join(temporaryFolder(), 'lakehouse.log')
    const log = new LogFile(file)
    log.info('started', { port: 1 })
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ level: 'info', event: 'started', port: 1 })
    for (let i = 0; i < 3000; i++) log.error('failed', { error: 'x'.repeat(5000) })
    expect(statSync(file).size).toBeLessThan(10 * 1024 * 1024)
    expect(existsSync(`${file}.1`)).toBe(true)
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('does not fail on a path that cannot be written', () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'log'))
    new LogFile(join(folder, 'log')).info('nowhere')
  })
})
