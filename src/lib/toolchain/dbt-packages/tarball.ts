import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const BLOCK = 512
const FILE = '0'
const DIRECTORY = '5'

/**
 * A folder as a .tar.gz with one top folder, as dbt's hub serves packages. Times and owners are left out, so that equal
 * folders give equal bytes. Plain files only (POSIX ustar, IEEE Std 1003.1 "pax", section "ustar Interchange Format").
 */
export function packFolder(folder: string, topFolder: string): Buffer {
  // dbt takes the names' common prefix for the top folder: it must be an entry of its own
  const blocks: Buffer[] = [header(topFolder, 0, DIRECTORY)]
  for (const path of filesBelow(folder, '')) {
    const content = readFileSync(join(folder, path))
    blocks.push(header(`${topFolder}/${path}`, content.length, FILE), content, padding(content.length))
  }
  blocks.push(Buffer.alloc(2 * BLOCK))
  return gzipSync(Buffer.concat(blocks))
}

function filesBelow(folder: string, prefix: string): string[] {
  return readdirSync(join(folder, prefix), { withFileTypes: true })
    .filter(entry => entry.name !== '.git')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(entry => {
      const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`
      if (entry.isDirectory()) return filesBelow(folder, path)
      return entry.isFile() ? [path] : []
    })
}

function header(path: string, size: number, type: typeof FILE | typeof DIRECTORY): Buffer {
  const [prefix, name] = split(path)
  const block = Buffer.alloc(BLOCK)
  block.write(name, 0, 100)
  block.write(type === FILE ? '0000644\0' : '0000755\0', 100)
  block.write('0000000\0', 108)
  block.write('0000000\0', 116)
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
  block.write('00000000000\0', 136)
  // the checksum is taken with its own field full of spaces
  block.write('        ', 148)
  block.write(type, 156)
  block.write('ustar\0', 257)
  block.write('00', 263)
  block.write(prefix, 345, 155)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}

/** A path beyond 100 bytes goes partly into the prefix, which ends at a slash. */
function split(path: string): [string, string] {
  if (Buffer.byteLength(path) <= 100) return ['', path]
  for (let slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
    const [prefix, name] = [path.slice(0, slash), path.slice(slash + 1)]
    if (Buffer.byteLength(name) <= 100 && Buffer.byteLength(prefix) <= 155) return [prefix, name]
  }
  throw new Error(`${path} is too long for a tar archive`)
}

function padding(size: number): Buffer {
  return Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK)
}
