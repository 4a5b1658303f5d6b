import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { MdwError, systemCodeOf } from '../../errors.js'
import { ExitCode } from '../../exit-codes.js'
import type { Progress } from '../../ui/reporter.js'
import type { Connection } from '../../warehouse/connection.js'
import { dbtProject } from './environment.js'
import { runDbt } from './run.js'

export function docsFile(dbtFolder: string): string {
  return join(dbtFolder, 'target', 'index.html')
}

export function docsMissing(): MdwError {
  return new MdwError({
    code: 'NO_DOCS',
    message: 'There is no documentation site yet.',
    actions: ['`mdw docs generate` writes it.'],
    exitCode: ExitCode.notReady,
  })
}

/** Runs `dbt docs generate` and returns the path of the site's page. */
export async function generateDocs(connection: Connection, progress: Progress, signal?: AbortSignal): Promise<string> {
  const { project } = connection
  progress.update('reading the catalog')
  const result = await runDbt({
    args: ['docs', 'generate', '--threads', String(project.config.threads)],
    ...dbtProject(connection),
    onEvent: event => {
      if (event.type === 'warning') progress.warn(event.text)
    },
    signal,
  })
  if (!result.success) {
    throw new MdwError({
      code: 'DOCS_FAILED',
      message: 'dbt could not describe every table.',
      actions: ['Run `mdw build` first.'],
    })
  }
  return docsFile(project.dbtFolder)
}

const FILES: Record<string, string> = {
  'index.html': 'text/html; charset=utf-8',
  'manifest.json': 'application/json',
  'catalog.json': 'application/json',
}

/** Serves the site's three files, and nothing else, on the loopback address. */
export async function serveDocs(
  dbtFolder: string,
  port: number,
  signal: AbortSignal,
): Promise<{ url: string; closed: Promise<void> }> {
  const server = createServer(async (request, response) => {
    const name = new URL(request.url ?? '/', 'http://localhost').pathname.slice(1) || 'index.html'
    const type = FILES[name]
    if (type === undefined) return response.writeHead(404).end()
    try {
      const content = await readFile(join(dbtFolder, 'target', name))
      response.writeHead(200, { 'content-type': type }).end(content)
    } catch {
      response.writeHead(404).end()
    }
  })
  const closed = new Promise<void>(resolve => server.on('close', resolve))
  signal.addEventListener('abort', () => {
    server.close()
    server.closeAllConnections()
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', error => reject(systemCodeOf(error) === 'EADDRINUSE' ? portTaken(port) : error))
    server.listen(port, '127.0.0.1', resolve)
  })
  return { url: `http://127.0.0.1:${port}/`, closed }
}

function portTaken(port: number): MdwError {
  return new MdwError({
    code: 'PORT_TAKEN',
    message: `Port ${port} is in use by another program.`,
    actions: [`Choose another one: mdw docs serve --port ${port + 1}`],
    exitCode: ExitCode.notReady,
  })
}
