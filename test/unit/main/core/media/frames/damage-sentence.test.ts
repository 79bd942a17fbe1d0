import { expect, it } from 'vitest'
import { damageSentence } from '#core/media/frames/damage-sentence.ts'

const span = (second: number) => ({ startMs: second * 1000, endMs: second * 1000 + 500 })

it('names the file without its path, and the time', () => {
  expect(damageSentence('/home/Miller/a.mp4', [span(4)])).toBe(
    'a.mp4 is damaged from 00:04.000 to 00:04.500: the pictures there were left out.',
  )
})

it('lists a few stretches and counts the others', () => {
  expect(damageSentence('a.mp4', [span(1), span(2)])).toContain(
    'from 00:01.000 to 00:01.500 and from 00:02.000 to 00:02.500:',
  )
  expect(damageSentence('a.mp4', [1, 2, 3, 4, 5].map(span))).toContain(
    'from 00:03.000 to 00:03.500 and in 2 more places:',
  )
})
