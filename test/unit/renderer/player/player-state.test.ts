import { describe, expect, it } from 'vitest'
import {
  comparingWords,
  hasOriginal,
  isCopyShown,
  pictureFacts,
  playerStateOf,
  unplayableWords,
} from '../../../../src-renderer/player/player-state.ts'
import { fakeVideo, makeFakeStudy } from '../../../helpers/fake-study.ts'

const video = { ...fakeVideo(makeFakeStudy().clips[0]!), missing: false }
const phone = { ...video, playable: false, probe: { ...video.probe, codec: 'hevc', container: 'mov' } }

describe('what the player can do', () => {
  it('plays the copy of a video that it cannot play itself', () => {
    expect(playerStateOf(phone)).toBe('unplayable')
    const copied = { ...phone, proxy: 'ready' as const }
    expect([playerStateOf(copied), isCopyShown(copied)]).toEqual(['ready', true])
    expect(isCopyShown(video)).toBe(false)
  })

  it('plays the copy also while the original is away', () => {
    expect(playerStateOf({ ...phone, missing: true })).toBe('missing')
    expect(playerStateOf({ ...phone, missing: true, proxy: 'ready' })).toBe('ready')
  })

  it('never shows what lies in the place of another recording, but a copy of the one that was imported', () => {
    expect(playerStateOf({ ...video, content: 'replaced' })).toBe('replaced')
    expect(playerStateOf({ ...video, content: 'replaced' }, true)).toBe('replaced')
    expect(playerStateOf({ ...phone, content: 'replaced', proxy: 'ready' })).toBe('ready')
    expect(playerStateOf({ ...video, content: 'unsure' })).toBe('ready')
    expect(hasOriginal({ missing: false, content: 'replaced' })).toBe(false)
  })

  it('says that a file is compared first only where it is', () => {
    expect(comparingWords({ ...video, content: 'unsure' })).toContain(`${video.fileName} was changed`)
    expect(comparingWords(video)).toBeNull()
    expect(comparingWords({ ...phone, content: 'unsure', proxy: 'ready' })).toBeNull()
  })

  it('gives up on a video that it tried and could not play', () => {
    expect(playerStateOf(video, true)).toBe('unplayable')
  })

  it('says which file, why, and what a copy is for', () => {
    expect(unplayableWords(phone)).toContain('is H.265 (HEVC) in mov, which the player does not show.')
    expect(unplayableWords(video)).toContain(`could not read ${video.fileName}`)
  })

  it('tells the size as it is shown, of a phone held upright too, and the rate if the file says it', () => {
    const probe = { ...video.probe, width: 1920, height: 1080, rotationDeg: 90, fps: 30_000 / 1001 }
    expect(pictureFacts(probe)).toBe('1080×1920, 29.97 fps')
    expect(pictureFacts({ ...probe, rotationDeg: 0, fps: null })).toBe('1920×1080')
  })
})
