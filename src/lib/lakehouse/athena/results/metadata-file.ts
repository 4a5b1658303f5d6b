import type { ColumnInfo } from '../execution.js'

/** `<id>.csv.metadata`: the columns as a protocol buffer message, the way Athena leaves them beside a results file. */
export function metadataFile(queryId: string, columns: ColumnInfo[]): Buffer {
  return Buffer.concat([
    text(1, queryId),
    ...columns.map(column =>
      message(
        4,
        Buffer.concat([
          text(1, column.CatalogName),
          text(4, column.Name),
          text(5, column.Label),
          text(6, column.Type),
          number(7, column.Precision),
          number(8, column.Scale),
          // UNKNOWN, the only value that Athena writes.
          number(9, 3),
          number(10, column.CaseSensitive ? 1 : 0),
        ]),
      ),
    ),
  ])
}

const text = (field: number, value: string) => message(field, Buffer.from(value))

function message(field: number, bytes: Buffer): Buffer {
  return Buffer.concat([varint((field << 3) | 2), varint(bytes.length), bytes])
}

/** Proto3: a zero is not written. */
function number(field: number, value: number): Buffer {
  return value === 0 ? Buffer.alloc(0) : Buffer.concat([varint(field << 3), varint(value)])
}

function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  while (rest > 0x7f) {
    bytes.push((rest % 0x80) | 0x80)
    rest = Math.floor(rest / 0x80)
  }
  bytes.push(rest)
  return Buffer.from(bytes)
}
