import { describe, expect, it } from 'vitest'
import { aStudy } from '../../../../../helpers/a-study.ts'

describe('raters', () => {
  it('are made when they are first named, and only then', () => {
    const { raters } = aStudy().study
    const first = raters.ensure(' AB ')
    expect(raters.ensure('AB')).toEqual(first)
    expect(raters.list()).toEqual([{ id: first.id, code: 'AB' }])
  })

  it('rate together under a code of their own, which says whose consensus it is, whatever they are called', () => {
    const { raters, corrections, journal } = aStudy().study
    for (const code of ['AB', 'CD', 'EF']) raters.ensure(code)
    raters.addConsensus({ code: 'J', members: ['AB', 'CD', 'AB'] }, 'AB')
    corrections.renameRater({ from: 'CD', to: 'XY', rater: 'AB' })
    expect(raters.whoIs('J')?.consensusOf).toEqual(['AB', 'XY'])
    corrections.renameRater({ from: 'J', to: 'Joint', rater: 'AB' })
    expect(raters.list().find(({ code }) => code === 'Joint')?.consensusOf).toEqual(['AB', 'XY'])
    const add = (code: string, members: string[]) => () => raters.addConsensus({ code, members }, 'AB')
    expect(add('K', ['AB', 'AB'])).toThrow('two raters at least')
    expect(add('K', ['AB', 'ZZ'])).toThrow('no rater ZZ')
    expect(add('K', ['AB', 'Joint'])).toThrow('Joint is a consensus')
    expect(add('EF', ['AB', 'XY'])).toThrow('There is a rater EF already')
    const merge = { what: { kind: 'raters', from: 'AB', into: 'Joint' }, whose: null, rater: null } as const
    expect(() => {
      corrections.merge(merge)
    }).toThrow('A consensus is of several raters')
    expect(journal.verify().problems).toEqual([])
  })

  it('need a short code', () => {
    const { raters } = aStudy().study
    expect(() => raters.ensure('Dr Bell')).toThrow(expect.objectContaining({ code: 'bad-request' }))
    expect(raters.list()).toEqual([])
  })
})
