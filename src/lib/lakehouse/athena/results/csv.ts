/** The results file: every value quoted, NULL as nothing between the commas. */
export function csvLine(values: readonly (string | null)[]): string {
  let line = ''
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (i > 0) line += ','
    if (value === null || value === undefined) continue
    line += value.includes('"') ? `"${value.replaceAll('"', '""')}"` : `"${value}"`
  }
  return `${line}\n`
}

/**
 * Reads rows back from a byte stream of such a file. `bytes` is how many bytes of it the rows so far took, so that a
 * reader can stop anywhere and go on from there.
 */
export class CsvReader {
  /** Rows completed by this chunk, with the byte count after each. */
  *push(chunk: Buffer): Generator<(string | null)[]> {
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk])
    for (;;) {
      const end = lineEnd(this.rest)
      if (end < 0) return
      const line = this.rest.toString('utf8', 0, end)
      this.rest = this.rest.subarray(end + 1)
      this.bytes += end + 1
      yield parseLine(line)
    }
  }

  bytes = 0
  private rest: Buffer = Buffer.alloc(0)
}

const QUOTE = 0x22
const NEWLINE = 0x0a

/** The first newline outside quotes; doubled quotes toggle twice and so change nothing. */
function lineEnd(buffer: Buffer): number {
  let quoted = false
  for (let i = 0; i < buffer.length; i++) {
    const byte = buffer[i]
    if (byte === QUOTE) quoted = !quoted
    else if (byte === NEWLINE && !quoted) return i
  }
  return -1
}

function parseLine(line: string): (string | null)[] {
  const values: (string | null)[] = []
  let at = 0
  for (;;) {
    if (line[at] === '"') {
      let end = at + 1
      while (!(line[end] === '"' && line[end + 1] !== '"')) end += line[end] === '"' ? 2 : 1
      values.push(line.slice(at + 1, end).replaceAll('""', '"'))
      at = end + 1
    } else {
      values.push(null)
    }
    if (line[at] !== ',') return values
    at++
  }
}
