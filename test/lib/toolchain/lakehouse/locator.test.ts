import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { withLock } from '../../../../src/lib/project/lock.js'
import { findLakehouse } from '../../../../src/lib/toolchain/lakehouse/locator.js'
import { stopLakehouse } from '../../../../src/lib/toolchain/lakehouse/stop.js'
import { temporaryFolder } from '../../../support/temporary-folder.js'

/** A server that answers the health question as the lakehouse `instance` does. */
async function healthServer(instance: string): Promise<number> {
  const server = createServer((_request, response) => response.end(JSON.stringify({ status: 'ready', instance })))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

function writeLocator(folder: string, locator: object): void {
  writeFileSync(
    join(folder, 'locator.json'),
    JSON.stringify({ version: '1', startedAt: new Date().toISOString(), ...locator }),
  )
}

/** The pid of a process that has ended. */
const deadPid = () => spawnSync(process.execPath, ['-e', '']).pid

describe('findLakehouse', () => {
  it('finds one that answers as the locator says', async () => {
    const folder = temporaryFolder()
    const port = await healthServer('abc')
    writeLocator(folder, { pid: process.pid, endpoint: `http://127.0.0.1:${port}`, instance: 'abc' })
    expect((await findLakehouse(folder)).health).toBe('running')
  })

  it('is not taken in by a stale locator: a dead process, another instance on its port, half a file', async () => {
    const folder = temporaryFolder()
    expect((await findLakehouse(folder)).health).toBe('stopped')
    const endpoint = `http://127.0.0.1:${await healthServer('new')}`
    writeLocator(folder, { pid: deadPid(), endpoint, instance: 'old' })
    expect((await findLakehouse(folder)).health).toBe('stopped')
    writeLocator(folder, { pid: process.pid, endpoint, instance: 'old' })
    expect((await findLakehouse(folder)).health).toBe('stopped')
    writeFileSync(join(folder, 'locator.json'), '{"pid": 12')
    expect((await findLakehouse(folder)).health).toBe('stopped')
  })

  it('never stops a stranger that got the pid of a lakehouse that was killed', async () => {
    const folder = temporaryFolder()
    writeLocator(folder, { pid: process.pid, endpoint: 'http://127.0.0.1:1', instance: 'old' })
    expect((await findLakehouse(folder)).health).toBe('unresponsive')
    expect(await stopLakehouse(folder)).toBe('was not running')
    expect(existsSync(join(folder, 'locator.json'))).toBe(false)
  })
})

describe('withLock', () => {
  it('lets one in at a time', async () => {
    const lock = join(temporaryFolder(), 'lock')
    const order: string[] = []
    const work = (name: string) =>
      withLock(lock, {}, async () => {
        order.push(`${name} in`)
        await new Promise(resolve => setTimeout(resolve, 20))
        order.push(`${name} out`)
      })
    await Promise.all([work('a'), work('b')])
    expect(order).toEqual(['a in', 'a out', 'b in', 'b out'])
  })

  it('takes over from an owner that was killed, and can be interrupted while it waits', async () => {
    const lock = join(temporaryFolder(), 'lock')
    mkdirSync(lock)
    writeFileSync(join(lock, 'pid'), String(deadPid()))
    expect(await withLock(lock, {}, async () => 'mine')).toBe('mine')
    mkdirSync(lock)
    writeFileSync(join(lock, 'pid'), String(process.pid))
    await expect(withLock(lock, { signal: AbortSignal.abort() }, async () => 'mine')).rejects.toMatchObject({
      exitCode: 130,
    })
  })
})
