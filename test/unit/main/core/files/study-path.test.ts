import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fromStoredPath, isInside, isNetworkPath, toStoredPath } from '#core/files/study-path.ts'

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

  // Asked for one of these, Windows greets the server with the user's name and a proof of the password.
  it.each([
    String.raw`\\server\share\clip.mp4`,
    '//server/share/clip.mp4',
    String.raw`/\server\share\clip.mp4`,
    String.raw`\/server/share/clip.mp4`,
    String.raw`\\?\UNC\server\share\clip.mp4`,
    String.raw`\\.\UNC\server\share\clip.mp4`,
  ])('leads to no server: %s', (stored) => {
    expect(isNetworkPath(stored)).toBe(true)
    expect(fromStoredPath(study, stored)).toBeNull()
  })

  it.each(['videos/a.mp4', '../inbox/a.mp4', 'a//b.mp4', String.raw`D:\inbox\a.mp4`, '/inbox/a.mp4'])(
    'leads to a file: %s',
    (stored) => {
      expect(isNetworkPath(stored)).toBe(false)
      expect(fromStoredPath(study, stored)).not.toBeNull()
    },
  )

  it('tells what lies inside a folder from what only begins like it', () => {
    const files = ['videos/a.mp4', '..hidden/a.mp4', '../study2/a.mp4', '..', '.'].map((path) =>
      join(study, path),
    )
    expect(files.map((file) => isInside(study, file))).toEqual([true, true, false, false, false])
  })
})
