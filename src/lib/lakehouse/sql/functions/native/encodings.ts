import { invalidArgument, type NativeFunction } from '../native.js'

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

function toBase32(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let pending = 0
  for (const byte of bytes) {
    pending = (pending << 8) | byte
    for (bits += 8; bits >= 5; bits -= 5) text += BASE32[(pending >> (bits - 5)) & 31]
    pending &= 0xff
  }
  if (bits > 0) text += BASE32[(pending << (5 - bits)) & 31]
  return text.padEnd(Math.ceil(text.length / 8) * 8, '=')
}

function fromBase32(text: string): Uint8Array {
  const digits = text.replace(/=+$/, '')
  if ([1, 3, 6].includes(digits.length % 8)) throw invalidArgument(`Invalid input length ${digits.length}`)
  const bytes: number[] = []
  let bits = 0
  let pending = 0
  for (const digit of digits) {
    const value = BASE32.indexOf(digit)
    if (value < 0) throw invalidArgument(`Unrecognized character: ${digit}`)
    pending = (pending << 5) | value
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes.push((pending >> bits) & 0xff)
      pending &= (1 << bits) - 1
    }
  }
  return Uint8Array.from(bytes)
}

/** As Java's decoders do: padding may be left out, anything outside of the alphabet is refused. */
function fromBase64(alphabet: RegExp, encoding: 'base64' | 'base64url') {
  return (text: string): Uint8Array => {
    const digits = text.replace(/={1,2}$/, '')
    const wrong = digits.search(alphabet)
    if (wrong >= 0) throw invalidArgument(`Illegal base64 character ${digits.charCodeAt(wrong).toString(16)}`)
    if (digits.length === 1) throw invalidArgument('Input byte[] should at least have 2 bytes for base64 bytes')
    if (digits.length % 4 === 1) throw invalidArgument('Last unit does not have enough valid bits')
    return Buffer.from(digits, encoding)
  }
}

function fromHex(text: string): Uint8Array {
  if (text.length % 2) throw invalidArgument(`invalid input length ${text.length}`)
  const wrong = text.search(/[^0-9A-Fa-f]/)
  if (wrong >= 0) throw invalidArgument(`not a hexadecimal digit: "${text[wrong]}" = ${text.charCodeAt(wrong)}`)
  return Buffer.from(text, 'hex')
}

function fixed(bytes: Uint8Array, size: number, message: string): DataView {
  if (bytes.length !== size) throw invalidArgument(message)
  return new DataView(bytes.buffer, bytes.byteOffset, size)
}

function view(size: number, fill: (view: DataView) => void): Uint8Array {
  const buffer = new ArrayBuffer(size)
  fill(new DataView(buffer))
  return new Uint8Array(buffer)
}

const floatSize = (size: number) => `Input floating-point value must be exactly ${size} bytes long`
const integerSize = (size: number, bytes: Uint8Array) => `expected ${size}-byte input, but got instead: ${bytes.length}`

/** Text of UTF-8 bytes; each invalid sequence becomes `replacement`. */
function fromUtf8(bytes: Uint8Array, replacement: string): string {
  const text = Buffer.from(bytes).toString('utf8')
  if (replacement === '\ufffd' || !text.includes('\ufffd')) return text
  // A replacement character that is really in the input must stay.
  const parts = Buffer.from(bytes).toString('latin1').split('\xef\xbf\xbd')
  return parts
    .map(part => Buffer.from(part, 'latin1').toString('utf8').replaceAll('\ufffd', replacement))
    .join('\ufffd')
}

function replacementText(text: string): string {
  if ([...text].length > 1) throw invalidArgument('Replacement character string must empty or a single character')
  return text
}

function replacementPoint(point: bigint): string {
  if (point > 0x10ffffn || point < 0n) throw invalidArgument('Invalid replacement character')
  return String.fromCodePoint(Number(point))
}

export const encodings: NativeFunction[] = [
  { name: 't_to_base32', args: ['varbinary'], returns: 'varchar', call: toBase32 },
  { name: 't_from_base32', args: ['varchar'], returns: 'varbinary', call: fromBase32 },
  { name: 't_from_base64', args: ['varchar'], returns: 'varbinary', call: fromBase64(/[^A-Za-z0-9+/]/, 'base64') },
  {
    name: 't_from_base64url',
    args: ['varchar'],
    returns: 'varbinary',
    call: fromBase64(/[^A-Za-z0-9_-]/, 'base64url'),
  },
  { name: 't_from_hex', args: ['varchar'], returns: 'varbinary', call: fromHex },
  {
    name: 't_to_ieee754_32',
    args: ['real'],
    returns: 'varbinary',
    call: (x: number) => view(4, bytes => bytes.setFloat32(0, x)),
  },
  {
    name: 't_to_ieee754_64',
    args: ['double'],
    returns: 'varbinary',
    call: (x: number) => view(8, bytes => bytes.setFloat64(0, x)),
  },
  {
    name: 't_from_ieee754_32',
    args: ['varbinary'],
    returns: 'real',
    call: (x: Uint8Array) => fixed(x, 4, floatSize(4)).getFloat32(0),
  },
  {
    name: 't_from_ieee754_64',
    args: ['varbinary'],
    returns: 'double',
    call: (x: Uint8Array) => fixed(x, 8, floatSize(8)).getFloat64(0),
  },
  {
    name: 't_to_big_endian_32',
    args: ['integer'],
    returns: 'varbinary',
    call: (x: number) => view(4, bytes => bytes.setInt32(0, x)),
  },
  {
    name: 't_to_big_endian_64',
    args: ['bigint'],
    returns: 'varbinary',
    call: (x: bigint) => view(8, bytes => bytes.setBigInt64(0, x)),
  },
  {
    name: 't_from_big_endian_32',
    args: ['varbinary'],
    returns: 'integer',
    call: (x: Uint8Array) => fixed(x, 4, integerSize(4, x)).getInt32(0),
  },
  {
    name: 't_from_big_endian_64',
    args: ['varbinary'],
    returns: 'bigint',
    call: (x: Uint8Array) => fixed(x, 8, integerSize(8, x)).getBigInt64(0),
  },
  { name: 't_from_utf8', args: ['varbinary'], returns: 'varchar', call: (x: Uint8Array) => fromUtf8(x, '\ufffd') },
  {
    name: 't_from_utf8_text',
    args: ['varbinary', 'varchar'],
    returns: 'varchar',
    call: (x: Uint8Array, replacement: string) => fromUtf8(x, replacementText(replacement)),
  },
  {
    name: 't_from_utf8_point',
    args: ['varbinary', 'bigint'],
    returns: 'varchar',
    call: (x: Uint8Array, point: bigint) => fromUtf8(x, replacementPoint(point)),
  },
  {
    name: 't_reverse_bytes',
    args: ['varbinary'],
    returns: 'varbinary',
    call: (x: Uint8Array) => Uint8Array.from(x).reverse(),
  },
]
