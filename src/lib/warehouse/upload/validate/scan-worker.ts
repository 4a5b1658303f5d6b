import { parentPort } from 'node:worker_threads'
import { type RangeRequest, scanRange } from './scan-range.js'

/** Answers each range with what is in it, or with the error. */
parentPort!.on('message', (request: RangeRequest) => {
  try {
    const found = scanRange(request)
    parentPort!.postMessage({ found }, [found.keys.buffer as ArrayBuffer])
  } catch (error) {
    parentPort!.postMessage({ error })
  }
})
