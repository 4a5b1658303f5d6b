import { cpSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { packageRoot } from '../../src/lib/project/paths.js'
import { writeProject } from './cli.js'

const MADE = /\/(target|logs|dbt_packages[^/]*)$/

/** The sample warehouse's project in an empty folder, on a port that nothing uses. Nothing is made or running yet. */
export async function writeSampleProject(folder: string): Promise<{ port: number }> {
  cpSync(join(packageRoot, 'dbt'), join(folder, 'dbt'), { recursive: true, filter: source => !MADE.test(source) })
  const port = await freePort()
  writeProject(folder, `name: grocery\nenvironments:\n  local:\n    port: ${port}\n`)
  return { port }
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}
