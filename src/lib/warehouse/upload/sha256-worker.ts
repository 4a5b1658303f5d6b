import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'

/** Answers with the SHA-256 of the file that it was started for. */
const hash = createHash('sha256')
const buffer = Buffer.allocUnsafeSlow(1024 * 1024)
const file = openSync(workerData as string, 'r')
for (let length = readSync(file, buffer); length > 0; length = readSync(file, buffer)) {
  hash.update(buffer.subarray(0, length))
}
closeSync(file)
parentPort!.postMessage(hash.digest('hex'))
