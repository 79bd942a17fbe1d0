import { describe, expect, it } from 'vitest'
import { aStudy } from '../../../../../helpers/a-study.ts'

describe('raters', () => {
  it('are made when they are first named, and only then', () => {
    const { raters } = aStudy().study
    const first = raters.ensure(' AB ')
    expect(raters.ensure('AB')).toEqual(first)
    expect(raters.list()).toEqual([{ id: first.id, code: 'AB' }])
  })

  it('need a short code', () => {
    const { raters } = aStudy().study
    expect(() => raters.ensure('Dr Bell')).toThrow(expect.objectContaining({ code: 'bad-request' }))
    expect(raters.list()).toEqual([])
  })
})
