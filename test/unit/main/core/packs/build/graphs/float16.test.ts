import { describe, expect, it } from 'vitest'
import { toFloat16 } from '#core/packs/build/graphs/float16.ts'
import { createRandom } from '#core/statistics/random.ts'

/** What a runtime with halves of its own makes of the same numbers; the compiler's library does not know it. */
const { Float16Array: Halves } = globalThis as unknown as {
  Float16Array: new (
    values: ArrayLike<number> | ArrayBufferLike,
  ) => { readonly buffer: ArrayBuffer } & ArrayLike<number>
}

const bitsOf = (values: Float32Array): Uint16Array => new Uint16Array(new Halves(values).buffer)
const isNoNumber = (half: number): boolean => (half & 0x7fff) > 0x7c00

/** All halves that are numbers, from zero up, and the infinite one. */
const halves = Uint16Array.from({ length: 0x7c01 }, (_, bits) => bits)
const values = Float32Array.from(new Halves(halves.buffer))

function half(value: number): string {
  return `0x${(toFloat16(Float32Array.of(value))[0] ?? 0).toString(16).padStart(4, '0')}`
}

describe('the bits of a half', () => {
  it.each([
    ['zero', 0, '0x0000'],
    ['minus zero', -0, '0x8000'],
    ['one', 1, '0x3c00'],
    ['minus two', -2, '0xc000'],
    ['the largest number', 65504, '0x7bff'],
    ['the smallest with a hidden bit', 2 ** -14, '0x0400'],
    ['the largest without one', 2 ** -14 - 2 ** -24, '0x03ff'],
    ['the smallest of all', 2 ** -24, '0x0001'],
    ['what lies halfway to one', 1 + 2 ** -11, '0x3c00'],
    ['what lies halfway above an odd one', 1 + 3 * 2 ** -11, '0x3c02'],
    ['what lies halfway to zero', 2 ** -25, '0x0000'],
    ['a little more than halfway to zero', 2 ** -25 + 2 ** -48, '0x0001'],
    ['what is far too small', 1e-30, '0x0000'],
    ['what rounds up over a power of two', 2 - 2 ** -13, '0x4000'],
    ['just below what overflows', 65520 - 2 ** -8, '0x7bff'],
    ['what overflows', 65520, '0x7c00'],
    ['what overflows below zero', -1e30, '0xfc00'],
    ['infinity', Infinity, '0x7c00'],
    ['minus infinity', -Infinity, '0xfc00'],
  ])('are right for %s', (_, value, bits) => {
    expect(half(value)).toBe(bits)
  })

  it('stay those of no number', () => {
    expect(isNoNumber(toFloat16(Float32Array.of(Number.NaN))[0] ?? 0)).toBe(true)
  })

  it('are given back for every half', () => {
    expect(toFloat16(values)).toEqual(halves)
    expect(toFloat16(values.map((value) => -value))).toEqual(halves.map((bits) => bits | 0x8000))
  })

  it('are the nearest, and the even ones halfway, between each half and the next', () => {
    const below = values.slice(0, -2)
    // Halfway between two halves there is always a float, and both of its neighbours are floats, too.
    const middles = below.map((value, index) => (value + (values[index + 1] ?? 0)) / 2)
    const even = halves.slice(0, -2).map((bits) => bits + (bits & 1))
    expect(toFloat16(middles)).toEqual(even)
    const bits = new Uint32Array(middles.buffer)
    expect(toFloat16(new Float32Array(bits.map((one) => one - 1).buffer))).toEqual(halves.slice(0, -2))
    expect(toFloat16(new Float32Array(bits.map((one) => one + 1).buffer))).toEqual(halves.slice(1, -1))
  })

  it('are those of the runtime for a million floats of all sizes', () => {
    const random = createRandom(7)
    const floats = new Float32Array(Uint32Array.from({ length: 1_000_000 }, () => random() * 2 ** 32).buffer)
    const [own, expected] = [toFloat16(floats), bitsOf(floats)]
    const differing = [...own.keys()].filter(
      (i) => own[i] !== expected[i] && !(isNoNumber(own[i] ?? 0) && isNoNumber(expected[i] ?? 0)),
    )
    expect(differing.map((i) => floats[i])).toEqual([])
  })

  it('come from the part of a buffer that was given', () => {
    expect(toFloat16(Float32Array.of(9, 1, 2, 9).subarray(1, 3))).toEqual(Uint16Array.of(0x3c00, 0x4000))
  })
})
