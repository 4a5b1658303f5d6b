import { describe, expect, it } from 'vitest'
import { type ChecksumAlgorithm, createChecksum } from '../../../../src/lib/lakehouse/store/checksum.js'

// The check values of the CRC catalogue for "123456789", and the digests of FIPS 180.
const CHECK: Record<ChecksumAlgorithm, string> = {
  crc32: 'cbf43926',
  crc32c: 'e3069283',
  crc64nvme: 'ae8b14860a799888',
  sha1: 'f7c3bc1d808e04732adf679965ccc34ca7ae3441',
  sha256: '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225',
}

describe.each(Object.entries(CHECK))('%s', (name, hex) => {
  it('has its published value, however the bytes are cut', () => {
    for (const cut of [0, 1, 5, 8, 9]) {
      const checksum = createChecksum(name as ChecksumAlgorithm)
      checksum.update(Buffer.from('123456789').subarray(0, cut))
      checksum.update(Buffer.from('123456789').subarray(cut))
      expect(Buffer.from(checksum.digest(), 'base64').toString('hex')).toBe(hex)
    }
  })
})
