import { describe, expect, it } from 'vitest'
import type { PaletteEntry } from '../../../../../src-renderer/features/palette/palette-search.ts'
import { searchPalette } from '../../../../../src-renderer/features/palette/palette-search.ts'

function entry(kind: PaletteEntry['kind'], label: string): PaletteEntry {
  return { kind, id: label, label, detail: '', text: label.toLowerCase() }
}

const entries = [
  entry('clip', 'rerated.mp4'),
  entry('command', 'Go to Rate'),
  entry('session', 'P001 rated visit'),
  entry('patient', 'P001'),
]
const labels = (query: string, limit?: number): string[] =>
  searchPalette(entries, query, limit).map((found) => found.label)

describe('searchPalette', () => {
  it('offers the commands before anything is typed', () => {
    expect(labels('')).toEqual(['Go to Rate'])
  })

  it('puts the start of a word before its middle', () => {
    expect(labels('rate')).toEqual(['Go to Rate', 'P001 rated visit', 'rerated.mp4'])
  })

  it('puts a patient before its sessions', () => {
    expect(labels('p001')).toEqual(['P001', 'P001 rated visit'])
  })

  it('wants every word', () => {
    expect(labels('p001 visit')).toEqual(['P001 rated visit'])
    expect(labels('p001 nothing')).toEqual([])
  })

  it('stops at the limit', () => {
    expect(labels('rate', 1)).toHaveLength(1)
  })
})
