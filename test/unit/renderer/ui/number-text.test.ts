import { describe, expect, it } from 'vitest'
import {
  formatBytes,
  formatLength,
  formatPercent,
  formatPlural,
  formatTimeLeft,
} from '../../../../src-renderer/ui/number-text.ts'

describe('numbers as the window writes them', () => {
  it.each([
    [0, '0 %'],
    [0.001, '1 %'],
    [0.504, '50 %'],
    [0.9999, '99 %'],
    [1, '100 %'],
  ])('writes the share %d as %s, never claiming all or nothing', (share, text) => {
    expect(formatPercent(share)).toBe(text)
  })

  it.each([
    [4240, '4.2 s'],
    [65_000, '1:05'],
    [3_729_000, '1:02:09'],
  ])('writes a length of %d ms as %s', (ms, text) => {
    expect(formatLength(ms)).toBe(text)
  })

  it.each([
    [1200, 'about 5 s left'],
    [48_000, 'about 50 s left'],
    [61_000, 'about 2 min left'],
    [5_400_000, 'about 1.5 h left'],
  ])('writes %d ms left coarsely as %s', (ms, text) => {
    expect(formatTimeLeft(ms)).toBe(text)
  })

  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1500, '1.5 kB'],
    [412_000, '412 kB'],
    [999_600, '1.0 MB'],
    [3_500_000, '3.5 MB'],
    [184_000_000, '184 MB'],
    [64_000_000_000, '64 GB'],
  ])('writes %d bytes as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text)
  })

  it('counts one thing without an s and thousands with a comma', () => {
    expect(formatPlural(1, 'clip')).toBe('1 clip')
    expect(formatPlural(2000, 'clip')).toBe('2,000 clips')
  })
})
