import { describe, expect, it } from 'vitest'
import { pickProxyEncoder } from '#core/media/encode/proxy-encoder.ts'

/** The relevant lines of what `ffmpeg -encoders` prints. */
const table = (...names: string[]): string =>
  ['Encoders:', ' V..... = Video', ...names.map((name) => ` V....D ${name}   some words (codec x)`)].join(
    '\n',
  )

describe('the encoder of copies for the player', () => {
  it.each([
    ['mkv', 'libx264', ['libvpx', 'libvorbis', 'libx264', 'aac', 'libvpx-vp9', 'libopus']],
    ['webm', 'libvpx-vp9', ['libvpx', 'libvorbis', 'aac', 'libvpx-vp9', 'libopus']],
    ['webm', 'libvpx', ['libvpx', 'libvorbis', 'aac', 'libx264rgb']],
  ])('is the best one that is there: %s by %s', (extension, video, names) => {
    const encoder = pickProxyEncoder(table(...names))
    expect(encoder.extension).toBe(extension)
    expect(encoder.videoArgs).toContain(video)
  })

  it('is missed in a sentence when there is none', () => {
    expect(() => pickProxyEncoder(table('mpeg4', 'aac'))).toThrow(/neither H.264, VP9 nor VP8/)
  })
})
