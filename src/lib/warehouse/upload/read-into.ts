import type { FileHandle } from 'node:fs/promises'

/** Fills the buffer from a place in the file, as far as the file goes; how many bytes there were. */
export async function readInto(handle: FileHandle, buffer: Buffer, start: number): Promise<number> {
  let filled = 0
  while (filled < buffer.length) {
    const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, start + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return filled
}
