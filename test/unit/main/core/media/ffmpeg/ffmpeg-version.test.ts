import { describe, expect, it } from 'vitest'
import { isFrom51, parseFfmpegVersion } from '#core/media/ffmpeg/ffmpeg-version.ts'

const banner = (version: string, avcodec: string, configuration = '') =>
  `ffmpeg version ${version} Copyright (c) 2000-2024 the FFmpeg developers
configuration: ${configuration}
libavutil      59. 39.100 / 59. 39.100
libavcodec     ${avcodec} / ${avcodec}
`

describe('parseFfmpegVersion', () => {
  it.each([
    ['5.1.9-0+deb12u1', '59. 37.100', true],
    ['N-47683-g0e8eb07980-static', '58. 42.100', true],
    ['4.1', '58. 35.100', true],
    ['4.0.6', '58. 18.100', false],
    ['n8.0', '62. 11.100', true],
  ])('%s with libavcodec %s is recent enough: %s', (version, avcodec, recentEnough) => {
    expect(parseFfmpegVersion(banner(version, avcodec))).toMatchObject({ version, recentEnough })
  })

  it.each([
    ['--enable-gpl --enable-libx264', 'GPL version 2 or later'],
    ['--enable-gpl --enable-version3', 'GPL version 3 or later'],
    ['--enable-version3', 'LGPL version 3 or later'],
    ['--enable-shared', 'LGPL version 2.1 or later'],
    ['--enable-gpl --enable-nonfree', 'nonfree (may not be redistributed)'],
  ])('a build with %s is under %s', (configuration, licence) => {
    expect(parseFfmpegVersion(banner('6.0', '60.  3.100', configuration))?.licence).toBe(licence)
  })

  it('does not take another program for ffmpeg', () => {
    expect(parseFfmpegVersion('ImageMagick version 7\nlibavcodec 59. 37.100')).toBeNull()
    expect(parseFfmpegVersion('')).toBeNull()
  })
})

it.each([
  ['5.1.9-0+deb12u1', true],
  ['n6.1', true],
  ['5.0.1', false],
  ['4.4.2-0ubuntu0.22.04.1', false],
  ['N-47683-g0e8eb07980-static', false],
  ['N-118273-g251de1791e', true],
  ['2020-07-15-git-a54b367-full', false],
  ['2024-05-02-git-71669f2ad5-full', true],
])('isFrom51 of %s is %s', (version, expected) => {
  expect(isFrom51(version)).toBe(expected)
})
