import { createWriteStream, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { InterruptedError, MdwError, messageOf } from '../../errors.js'
import { ExitCode } from '../../exit-codes.js'
import { formatBytes } from '../../ui/format.js'
import type { Progress } from '../../ui/reporter.js'
import { awsFailure } from '../aws-error.js'
import { keysBelow } from '../s3-objects.js'

const CSV = /\.csv(\.gz)?$/i

export interface Source {
  /** A folder laid out as mdw.yml's data folder is. */
  folder?: string
  /** One file, for one table. */
  file?: string
  /** What to call the folder or file, where it is a copy. */
  origin?: string
  /** Removes what was fetched. */
  remove?(): void
}

/**
 * What `--from` names, as a path: a file or folder here, an http(s) address, an object or a prefix in S3, read with the environment's credentials. Remote files are fetched whole first, so that all of it is checked before
 * anything is sent.
 */
export async function fetchSource(
  from: string,
  s3: S3Client,
  progress?: Progress,
  signal?: AbortSignal,
): Promise<Source> {
  if (!/^(s3|https?):\/\//.test(from)) return localSource(from)
  const temporary = mkdtempSync(join(tmpdir(), 'mdw-from-'))
  const remove = () => rmSync(temporary, { recursive: true, force: true })
  try {
    const url = new URL(from)
    if (url.protocol !== 's3:') {
      const file = join(temporary, fileName(url, from))
      await fetchHttp(from, file, fetching(from, progress), signal)
      return { file, origin: from, remove }
    }
    const path = decodeURIComponent(url.pathname.slice(1))
    const isFolder = !CSV.test(path)
    const key = isFolder ? path.replace(/\/*$/, path === '' ? '' : '/') : path
    const keys = isFolder ? (await keysBelow(s3, url.hostname, key)).filter(one => !one.endsWith('/')) : [key]
    for (const one of keys) {
      const onBytes = fetching(`s3://${url.hostname}/${one}`, progress)
      const path = join(temporary, isFolder ? one.slice(key.length) : basename(key))
      if (!path.startsWith(`${temporary}/`)) throw unreadable(from, `${one} leads out of the folder`)
      await fetchObject(s3, { Bucket: url.hostname, Key: one }, path, onBytes, signal)
    }
    const origin = `s3://${url.hostname}/${key}`
    return isFolder ? { folder: temporary, origin, remove } : { file: join(temporary, basename(key)), origin, remove }
  } catch (error) {
    remove()
    throw signal?.aborted ? new InterruptedError(`Stopped while ${from} was fetched.`, 'Nothing was uploaded.') : error
  }
}

function localSource(from: string): Source {
  if (!existsSync(from)) throw unreadable(from, 'There is no such file or folder.')
  return { [statSync(from).isDirectory() ? 'folder' : 'file']: from }
}

function fileName(url: URL, from: string): string {
  const name = decodeURIComponent(basename(url.pathname))
  if (CSV.test(name) && !/[/\\]/.test(name)) return name
  throw unreadable(from, 'The address does not end in .csv or .csv.gz, so it is not known what to call the file.')
}

/** Shows how much has come. */
function fetching(what: string, progress?: Progress): (chunk: Buffer) => void {
  let bytes = 0
  progress?.update(`fetching ${what}`)
  return chunk => {
    bytes += chunk.length
    progress?.update(`fetching ${what} (${formatBytes(bytes)})`)
  }
}

async function fetchHttp(
  from: string,
  path: string,
  onBytes: (chunk: Buffer) => void,
  signal?: AbortSignal,
): Promise<void> {
  let response: Response
  try {
    response = await fetch(from, { signal })
  } catch (error) {
    throw unreadable(from, messageOf((error as { cause?: unknown }).cause ?? error))
  }
  if (!response.ok || response.body === null) throw unreadable(from, `The server answered ${response.status}.`)
  const body = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0])
  await pipeline(body.on('data', onBytes), createWriteStream(path), { signal }).catch(error => {
    throw unreadable(from, `The server broke off: ${messageOf((error as { cause?: unknown }).cause ?? error)}`)
  })
}

async function fetchObject(
  s3: S3Client,
  object: { Bucket: string; Key: string },
  path: string,
  onBytes: (chunk: Buffer) => void,
  signal?: AbortSignal,
): Promise<void> {
  mkdirSync(dirname(path), { recursive: true })
  try {
    const { Body } = await s3.send(new GetObjectCommand(object), { abortSignal: signal })
    await pipeline((Body as Readable).on('data', onBytes), createWriteStream(path), { signal })
  } catch (error) {
    throw awsFailure(error, `read s3://${object.Bucket}/${object.Key}`)
  }
}

function unreadable(from: string, why: string): MdwError {
  return new MdwError({
    code: 'SOURCE_NOT_READABLE',
    message: `${from} cannot be read.`,
    why,
    actions: ['Give --from a file, a folder, or an s3:// or http(s):// address.'],
    exitCode: ExitCode.usage,
  })
}
