import { describe, expect, it } from 'vitest'
import {
  hasButtons,
  placeOf,
  stepValue,
  valueOfDigit,
  valuesOf,
} from '../../../../../src-renderer/features/rate/rating-steps.ts'

const panss = { min: 1, max: 7 }
const cains = { min: 0, max: 4 }

describe('rating steps', () => {
  it('goes from the lowest to the highest value', () => {
    expect(valuesOf(cains)).toEqual([0, 1, 2, 3, 4])
  })

  it('takes only digits that the item has', () => {
    expect(valueOfDigit(panss, '7')).toBe(7)
    expect(valueOfDigit(panss, '0')).toBeNull()
    expect(valueOfDigit(panss, '8')).toBeNull()
    expect(valueOfDigit(cains, '0')).toBe(0)
    expect(valueOfDigit(cains, 'a')).toBeNull()
  })

  it('never steps out of the range', () => {
    expect(stepValue(panss, 7, 1)).toBe(7)
    expect(stepValue(panss, 1, -1)).toBe(1)
    expect(stepValue(panss, null, 1)).toBe(1)
    expect(stepValue(panss, null, -1)).toBe(7)
  })

  it('places a value over the middle of its button', () => {
    expect(placeOf(cains, 2)).toBe(50)
    expect(placeOf(cains, 0)).toBe(10)
  })

  it('asks for a number where buttons would be too many', () => {
    expect(hasButtons({ min: 0, max: 10 })).toBe(true)
    expect(hasButtons({ min: 0, max: 100 })).toBe(false)
  })
})
