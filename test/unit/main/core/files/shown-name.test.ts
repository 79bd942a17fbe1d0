import { expect, it } from 'vitest'
import { shownName } from '#core/files/shown-name.ts'

it('is the name without the folders', () => {
  expect(shownName('/data/Miller, Anna/P001/clip 1.mp4')).toBe('clip 1.mp4')
})

it('keeps both ends of an absurdly long name', () => {
  const name = shownName(`/x/${'long-'.repeat(50)}end.mp4`)
  expect(name).toHaveLength(80)
  expect(name).toMatch(/^long-long-.*….*end\.mp4$/)
})

it('has no line breaks or other control characters', () => {
  expect(shownName('/x/a\nb\u202ec.mp4')).toBe('a\ufffdb\ufffdc.mp4')
})
