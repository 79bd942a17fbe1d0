import { describe, expect, it } from 'vitest'
import { compareNaturally, isIgnoredName, isVideoName } from '#core/files/file-names.ts'

describe('file names', () => {
  it('sort as people count', () => {
    const names = ['clip-10.mp4', 'Clip-2.mp4', 'clip-1.mp4', 'b.mp4', 'a.mp4']
    expect(names.sort(compareNaturally)).toEqual([
      'a.mp4',
      'b.mp4',
      'clip-1.mp4',
      'Clip-2.mp4',
      'clip-10.mp4',
    ])
  })

  it('tell videos by their ending in any case', () => {
    const names = ['a.MP4', 'a.m4v', 'a.mov', 'a.webm', 'a.mkv', 'a.AVI', 'a.mp3', 'mp4', '.mp4']
    expect(names.filter(isVideoName)).toEqual(names.slice(0, 6))
  })

  it('leave out what systems and devices put into folders', () => {
    const ignored = [
      '.DS_Store',
      '._a.mp4',
      'Thumbs.db',
      '__MACOSX',
      '@eaDir',
      '$RECYCLE.BIN',
      '~$scores.csv',
    ]
    expect([...ignored, 'a.mp4', 'captions'].filter((name) => !isIgnoredName(name))).toEqual([
      'a.mp4',
      'captions',
    ])
  })
})
