import { expect, test } from 'vitest'
import { turnOf } from '#core/inference/postprocess/upright-turn.ts'
import type { TurnLook } from '#core/inference/postprocess/upright-turn.ts'

const look = (asIs: number, half = 0, right = 0, left = 0): TurnLook => ({
  asIs,
  turned: { 90: right, 180: half, 270: left },
})
const sure: TurnLook = { asIs: 0.95, turned: null }

test('a video stands upside down when faces are found clearly more surely in turned pictures', () => {
  expect(turnOf([look(0.59, 0.95), look(0.6, 0.93), look(0, 0.9)])).toBe(180)
  expect(turnOf([look(0.85, 0.96), look(0.85, 0.97)])).toBe(180)
})

test('it stays as it is without a clear answer: no face, one picture, hardly surer, never sure', () => {
  expect(turnOf([])).toBe(0)
  expect(turnOf([look(0), look(0)])).toBe(0)
  expect(turnOf([look(0.2, 0.99)])).toBe(0)
  expect(turnOf([look(0.75, 0.84), look(0.79, 0.85)])).toBe(0)
  expect(turnOf([look(0, 0.55), look(0, 0.5)])).toBe(0)
  expect(turnOf([sure, look(0.4, 0.99)])).toBe(0)
})

test('it lies on its side only where no face stands upright in any picture: people lie down, and sit up', () => {
  expect(turnOf([look(0, 0, 0.9, 0), look(0, 0.4, 0.9, 0.2)])).toBe(90)
  expect(turnOf([look(0, 0, 0, 0.9), look(0, 0.4, 0.1, 0.9)])).toBe(270)
  expect(turnOf([look(0, 0, 0.9, 0), look(0.45, 0, 0.9, 0)])).toBe(0)
})
