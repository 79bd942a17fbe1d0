import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fromStoredPath, isInside, toStoredPath } from '#core/files/study-path.ts'

const study = join('/', 'data', 'study')

describe('the path of a video in a study', () => {
  it('is relative with forward slashes and leads back to the file', () => {
    const inside = join(study, 'videos', 'a.mp4')
    const beside = join('/', 'data', 'inbox', 'a.mp4')
    expect([inside, beside].map((file) => toStoredPath(study, file))).toEqual([
      'videos/a.mp4',
      '../inbox/a.mp4',
    ])
    for (const file of [inside, beside]) expect(fromStoredPath(study, toStoredPath(study, file))).toBe(file)
  })

  it('tells what lies inside a folder from what only begins like it', () => {
    const files = ['videos/a.mp4', '..hidden/a.mp4', '../study2/a.mp4', '..', '.'].map((path) =>
      join(study, path),
    )
    expect(files.map((file) => isInside(study, file))).toEqual([true, true, false, false, false])
  })
})
