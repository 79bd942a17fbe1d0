import { describe, expect, it } from 'vitest'
import { pickEncoder } from '#core/media/encode/copy-encoder.ts'

const table = (...names: string[]) =>
  ['Encoders:', ' V..... = Video', ' ------', ...names.map((name) => ` V....D ${name}  something`)].join('\n')

describe('pickEncoder', () => {
  it('takes H.264 where it can be written, else VP9', () => {
    expect(pickEncoder(table('libvpx-vp9', 'libx264', 'aac')).extension).toBe('mp4')
    expect(pickEncoder(table('libvpx-vp9', 'libopus')).extension).toBe('webm')
  })

  it('leaves the sound out where it cannot be written', () => {
    expect(pickEncoder(table('libvpx-vp9', 'libvorbis')).soundArgs).toContain('libvorbis')
    expect(pickEncoder(table('libvpx-vp9')).soundArgs).toEqual(['-an'])
  })

  it('says so when neither can be written', () => {
    expect(() => pickEncoder(table('mpeg4'))).toThrow(/neither H\.264 nor VP9/)
  })
})
