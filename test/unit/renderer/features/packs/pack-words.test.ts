import { describe, expect, it } from 'vitest'
import {
  architectureLine,
  formatCosine,
  formatDeviation,
  formatParameters,
  visualName,
} from '../../../../../src-renderer/features/packs/pack-words.ts'
import { fakeArchitecture } from '../../../../helpers/fake-workshop.ts'

describe('words for a pack', () => {
  it('names frame encoders as CLIP does, and others by their width', () => {
    const of = (width: number, patchSize: number): string =>
      visualName({ ...fakeArchitecture, visual: { ...fakeArchitecture.visual, width, patchSize } })
    expect([of(768, 32), of(768, 16), of(1024, 14), of(64, 8)]).toEqual([
      'ViT-B/32',
      'ViT-B/16',
      'ViT-L/14',
      'ViT-64/8',
    ])
  })

  it('says in one line what the nets are', () => {
    expect(architectureLine(fakeArchitecture)).toBe(
      'EmoCLIP on ViT-B/32, 2 temporal layers, 220.0 million parameters',
    )
    expect(architectureLine({ ...fakeArchitecture, kind: 'clip', temporal: null })).toBe(
      'CLIP ViT-B/32, frames averaged, 220.0 million parameters',
    )
  })

  it.each([
    [0, '0 %'],
    [3.14e-6, '0.00031 %'],
    [0.0093, '0.93 %'],
    [0.031, '3.1 %'],
    [0.25, '25 %'],
    [1e-9, '< 0.00001 %'],
  ])('writes the deviation %d as %s', (share, text) => {
    expect(formatDeviation(share)).toBe(text)
  })

  it('never rounds a cosine up to 1', () => {
    expect([1, 0.999_999_999_9, 0.999_999_7, 0.999_912_4].map(formatCosine)).toEqual([
      '1',
      '1',
      '0.999999',
      '0.999912',
    ])
  })

  it('counts parameters in millions and billions', () => {
    expect([formatParameters(219_966_722), formatParameters(1_200_000_000)]).toEqual([
      '220.0 million',
      '1.2 billion',
    ])
  })
})
