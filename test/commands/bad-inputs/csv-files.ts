import { gzipSync } from 'node:zlib'
import type { BadInput } from './bad-input.js'

const HEADER = 'order_id,customer,amount,ordered_on\n'
const ROWS = '4,dan,1.00,2026-01-03\n5,eve,2.00,2026-01-03\n'

const gzip = gzipSync(HEADER + ROWS)
const cutGzip = gzip.subarray(0, gzip.length - 12)
const wrongGzip = Buffer.from(gzip)
wrongGzip[gzip.length - 6]! ^= 0xff

/** A delivery that does not fit: refused before a byte of it is sent. */
function delivery(input: string, content: string | Buffer, ...says: string[]): BadInput {
  return sent(input, 'delivery.csv', content, 'CSV_DOES_NOT_FIT', ...says)
}

function sent(input: string, name: string, content: string | Buffer, code: string, ...says: string[]): BadInput {
  return { input, args: ['upload', 'orders', '--from', name], files: { [name]: content }, exitCode: 1, code, says }
}

export const CSV_FILES: BadInput[] = [
  delivery('columns in another order', `customer,order_id,amount,ordered_on\n${ROWS}`, 'in another order'),
  delivery('a column that is missing', 'order_id,customer,amount\n4,dan,1.00\n', 'missing: ordered_on'),
  delivery('a column too many', `${HEADER.trim()},note\n4,dan,1.00,2026-01-03,x\n`, 'not expected: note'),
  delivery('a row with too few values', `${HEADER}${ROWS}6,fay\n`, 'delivery.csv:4', '2 fields where the table has 4'),
  delivery('a row with too many values', `${HEADER}6,fay,1.00,2026-01-03,x\n${ROWS}`, 'delivery.csv:2', '5 fields'),
  delivery('Latin-1', Buffer.from(`${HEADER}6,ren\xe9,1.00,2026-01-03\n`, 'latin1'), 'delivery.csv:2', 'not UTF-8'),
  delivery('UTF-16', Buffer.from(`\ufeff${HEADER}${ROWS}`, 'utf16le'), 'UTF-16'),
  delivery('a quote that is never closed', `${HEADER}6,"fay,1.00,2026-01-03\n${ROWS}`, ':2', 'inside quotes'),
  delivery('an empty file', '', 'delivery.csv is empty'),
  delivery('a NUL byte', `${HEADER}6,f\0y,1.00,2026-01-03\n`, 'delivery.csv:2', 'NUL'),
  delivery('another delimiter', (HEADER + ROWS).replaceAll(',', ';'), 'wrong header', ';'),
  delivery('a key that occurs twice', `${HEADER}${ROWS}${ROWS}`, 'order_id'),
  delivery('text where a number belongs', `${HEADER}6,fay,cheap,2026-01-03\n`, 'amount', 'cheap'),
  delivery('a day that no calendar has', `${HEADER}6,fay,1.00,2026-02-30\n`, 'ordered_on', '2026-02-30'),
  sent('a gzip file that was cut off', 'delivery.csv.gz', cutGzip, 'GZIP_DAMAGED', 'delivery.csv.gz'),
  sent('a gzip file whose checksum is wrong', 'delivery.csv.gz', wrongGzip, 'GZIP_DAMAGED', 'delivery.csv.gz'),
  sent('plain text named .gz', 'delivery.csv.gz', HEADER + ROWS, 'GZIP_DAMAGED', 'delivery.csv.gz'),
  {
    input: 'a file that is another one than was sent',
    args: ['upload'],
    files: { 'data/raw/orders.csv': HEADER + ROWS },
    exitCode: 1,
    code: 'RAW_FILE_CHANGED',
    says: ['raw/orders/orders.csv', '--replace'],
  },
  {
    input: 'objects that have no file any more, and nobody to ask',
    args: ['upload', '--prune'],
    files: { 'data/raw/orders.csv': null, 'data/raw/orders/january.csv': HEADER + ROWS },
    exitCode: 6,
    code: 'NOT_CONFIRMED',
    says: ['delete s3://mdw-local/raw/orders/orders.csv', '--yes'],
  },
  {
    input: 'no raw files',
    args: ['upload'],
    files: { 'data/raw/orders.csv': null },
    exitCode: 1,
    code: 'NO_RAW_FILES',
    says: ['Expected orders.csv', '`mdw sample`'],
  },
]
