import { randomBytes } from 'node:crypto'
import { chmodSync } from 'node:fs'
import { readJsonFile, writeJsonFile } from './atomic-file.js'

export interface KeyPair {
  accessKeyId: string
  secretAccessKey: string
}

/** The project's key pair, made when there is none yet. Readable by its owner only. */
export function ensureKeyPair(file: string): KeyPair {
  const known = readJsonFile<KeyPair>(file)
  if (known?.accessKeyId && known.secretAccessKey) {
    chmodSync(file, 0o600)
    return { accessKeyId: known.accessKeyId, secretAccessKey: known.secretAccessKey }
  }
  const made = {
    // In the form of AWS's own, which some clients check.
    accessKeyId: `AKIA${randomText(16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`,
    secretAccessKey: randomText(40, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'),
  }
  writeJsonFile(file, made, 0o600)
  return made
}

/** The alphabets' sizes divide 256, so every character is equally likely. */
function randomText(length: number, alphabet: string): string {
  return Array.from(randomBytes(length), byte => alphabet[byte % alphabet.length]).join('')
}
