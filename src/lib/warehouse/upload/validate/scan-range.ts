import { closeSync, openSync, readSync } from 'node:fs'
import { type RowLayout, RowScanner, type ScannedRows } from './row-scanner.js'

const NEWLINE = 10
const READ_BYTES = 1024 * 1024

export interface RangeRequest {
  path: string
  /** The lines that begin from here … */
  start: number
  /** … to before this place are scanned. */
  end: number
  layout: RowLayout
  skipLines: number
}

/** Scans the lines of a file that begin in a range of it. Synchronous: it runs in a thread of its own. */
export function scanRange({ path, start, end, layout, skipLines }: RangeRequest): ScannedRows {
  const scanner = new RowScanner(layout, skipLines)
  const file = openSync(path, 'r')
  try {
    let buffer = Buffer.allocUnsafeSlow(READ_BYTES)
    // from the byte before: whether the range begins with a line is seen by that
    let position = Math.max(0, start - 1)
    let held = 0
    let isAligned = start === 0
    for (;;) {
      const length = readSync(file, buffer, held, buffer.length - held, position)
      const filled = held + length
      position += length
      // where the held bytes begin in the file
      const origin = position - filled
      let from = 0
      if (!isAligned && filled > 0) {
        const newline = buffer.subarray(0, filled).indexOf(NEWLINE)
        from = newline < 0 ? filled : newline + 1
        isAligned = newline >= 0
      }
      if (length === 0) {
        if (isAligned && from < filled && origin + from < end) scanner.take(withNewline(buffer.subarray(from, filled)))
        break
      }
      const to = linesEnd(buffer, from, filled, end - origin)
      if (isAligned && to > from) scanner.take(buffer.subarray(from, to))
      const rest = isAligned ? Math.max(from, to) : filled
      if (isAligned && origin + rest >= end) break
      buffer.copy(buffer, 0, rest, filled)
      held = filled - rest
      if (held === buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2)
    }
    return scanner.result()
  } finally {
    closeSync(file)
  }
}

/** The end of the last whole line that begins before `limit`. */
function linesEnd(buffer: Buffer, from: number, filled: number, limit: number): number {
  if (limit >= filled) return buffer.subarray(0, filled).lastIndexOf(NEWLINE) + 1
  if (limit <= from) return from
  const newline = buffer.subarray(0, filled).indexOf(NEWLINE, limit - 1)
  return newline < 0 ? buffer.subarray(0, limit).lastIndexOf(NEWLINE) + 1 : newline + 1
}

/** The last line of a file may have no line break. */
export function withNewline(lines: Buffer): Buffer {
  return lines[lines.length - 1] === NEWLINE ? lines : Buffer.concat([lines, Buffer.from([NEWLINE])])
}
