import { expect, test } from 'vitest'
import { createTurnFinder } from '#core/inference/pipelines/turn-finder.ts'
import type { Picture } from '#core/inference/processors/picture.ts'
import type { DecodedFrame } from '#core/media/types.ts'

/** A detector that knows a face by its bright first pixel. */
function finder(confidence: number) {
  const seen: Picture[] = []
  const detect = (picture: Picture) => {
    seen.push(picture)
    const face = { x: 0, y: 0, width: 1, height: 1, confidence }
    return Promise.resolve((picture.rgb[0] ?? 0) > 100 ? [face] : [])
  }
  return { seen, turns: createTurnFinder({ detect }) }
}

async function* frames(bright: 'first' | 'last', taken: { count: number }): AsyncGenerator<DecodedFrame> {
  const rgb = new Uint8Array(2 * 3 * 3)
  rgb.fill(200, ...(bright === 'first' ? [0, 3] : [rgb.length - 3]))
  for (let ticks = 0; ticks < 6; ticks += 1) {
    taken.count += 1
    await Promise.resolve()
    yield { timeMs: ticks, ticks, width: 2, height: 3, rgb }
  }
}

test('two pictures without doubt are enough, and are not turned', async () => {
  const { seen, turns } = finder(0.95)
  const taken = { count: 0 }
  expect(await turns.find(() => frames('first', taken))).toBe(0)
  expect([taken.count, seen.length]).toEqual([2, 2])
})

test('pictures whose faces stand upright when turned are told', async () => {
  const { turns } = finder(0.95)
  expect(await turns.find(() => frames('last', { count: 0 }))).toBe(180)
})
