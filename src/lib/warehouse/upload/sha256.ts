import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { packageRoot } from '../../project/paths.js'

/** Less than this is hashed sooner than a thread starts. */
const THREADED_BYTES = 16 * 1024 * 1024
const workerMain = join(packageRoot, 'dist', 'lib', 'warehouse', 'upload', 'sha256-worker.js')

/** The SHA-256 of a file in hex. That of a large one is taken in a thread of its own, while its rows are checked. */
export async function sha256(path: string, signal?: AbortSignal): Promise<string> {
  const { size } = await stat(path)
  if (size < THREADED_BYTES) {
    return createHash('sha256')
      .update(await readFile(path, { signal }))
      .digest('hex')
  }
  const worker = new Worker(workerMain, { workerData: path })
  const stop = () => void worker.terminate()
  signal?.addEventListener('abort', stop)
  try {
    return await new Promise<string>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
      worker.once('exit', () => reject(signal?.reason ?? new Error(`${path} could not be hashed`)))
    })
  } finally {
    signal?.removeEventListener('abort', stop)
  }
}
