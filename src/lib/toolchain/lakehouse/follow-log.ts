import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { logFile } from './launch.js'

const POLL_MS = 250

/** Passes on what is appended to the log, until the signal; a log that was begun anew is read from its start. */
export async function followLog(folder: string, write: (text: string) => void, signal: AbortSignal): Promise<void> {
  const file = logFile(folder)
  let position = existsSync(file) ? statSync(file).size : 0
  while (!signal.aborted) {
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
    if (size < position) position = 0
    if (size > position) {
      write(readRange(file, position, size))
      position = size
    }
    await sleep(POLL_MS, undefined, { signal }).catch(() => {})
  }
}

function readRange(file: string, start: number, end: number): string {
  const buffer = Buffer.alloc(end - start)
  const handle = openSync(file, 'r')
  try {
    readSync(handle, buffer, 0, buffer.length, start)
  } finally {
    closeSync(handle)
  }
  return buffer.toString('utf8')
}
