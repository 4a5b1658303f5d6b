import { isUtf8 } from 'node:buffer'
import { readFileSync, type Stats, statSync } from 'node:fs'
import { messageOf, systemCodeOf } from '../errors.js'
import { formatBytes } from '../ui/format.js'
import type { Place } from './yaml-document.js'

/** Why a file could not be read as text, as the end of a sentence that begins with its name. */
export interface Unreadable {
  reason: string
  /** Where in the file, if the fault is at a place. */
  place?: Place
}

/** The text of a file that people write. A pipe, a binary file or another encoding is told from text and not waited for. */
export function readText(file: string, limitBytes = Number.POSITIVE_INFINITY): string | Unreadable {
  let bytes: Buffer
  try {
    const reason = unfit(statSync(file), limitBytes)
    if (reason !== undefined) return { reason }
    bytes = readFileSync(file)
  } catch (error) {
    return { reason: REASONS[systemCodeOf(error) ?? ''] ?? `could not be read: ${messageOf(error)}` }
  }
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
  if (utf16) return { reason: 'is UTF-16: save it as UTF-8', place: { line: 1, column: 1 } }
  const zero = bytes.indexOf(0)
  if (zero >= 0) return { reason: 'is not text: it has a zero byte', place: placeOfByte(bytes, zero) }
  if (!isUtf8(bytes)) {
    return { reason: 'is not UTF-8: save it in that encoding', place: placeOfByte(bytes, firstBadByte(bytes)) }
  }
  return bytes.toString('utf8')
}

const REASONS: Record<string, string> = {
  ENOENT: 'does not exist',
  EACCES: 'could not be read: this user has no permission',
  EPERM: 'could not be read: the system does not allow it',
}

function unfit(stat: Stats, limitBytes: number): string | undefined {
  if (stat.isDirectory()) return 'is a folder, and should be a file'
  if (!stat.isFile()) return 'is not a regular file'
  if (stat.size > limitBytes) return `has ${formatBytes(stat.size)}; more than ${formatBytes(limitBytes)} is a mistake`
  return undefined
}

/** Decoding puts U+FFFD where bytes are wrong: the first that is not in the bytes themselves (EF BF BD) is the place. */
function firstBadByte(bytes: Buffer): number {
  let offset = 0
  for (const part of bytes.toString('utf8').split(/(?=\ufffd)/)) {
    const length = Buffer.byteLength(part)
    if (!bytes.subarray(offset, offset + length).equals(Buffer.from(part))) return offset
    offset += length
  }
  return offset
}

function placeOfByte(bytes: Buffer, offset: number): Place {
  const before = bytes.subarray(0, offset).toString('utf8')
  const start = before.lastIndexOf('\n') + 1
  return { line: before.split('\n').length, column: before.length - start + 1 }
}
