import { expect, it } from 'vitest'
import { formatBytes } from '../../../../../src-renderer/features/packs/byte-size.ts'

it.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1500, '1.5 kB'],
  [412_000, '412 kB'],
  [999_600, '1.0 MB'],
  [3_500_000, '3.5 MB'],
  [64_000_000_000, '64 GB'],
])('prints %d as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text)
})
