import { describe, expect, it, vi } from 'vitest'
import { AppError } from '../../../../src-shared/errors.ts'
import { useStripStore } from '../../../../src-renderer/stores/strip.ts'
import { cutHandlers, fakeStrip } from '../../../helpers/fake-cut.ts'
import { openWindow } from '../../../helpers/open-window.ts'
import { eventually } from '../../../helpers/eventually.ts'

function openStrips() {
  const { bridge } = openWindow()
  bridge.use(cutHandlers(bridge))
  return { bridge, strips: useStripStore() }
}

describe('filmstrips', () => {
  it('grow with what main tells of the video that is shown', async () => {
    const { bridge, strips } = openStrips()
    let tiles = 3
    bridge.use({ 'video.strip': ({ videoId }) => fakeStrip(videoId, 60_000, { state: 'making', tiles }) })
    await strips.show(1)
    expect(strips.strip?.tiles).toBe(3)
    tiles = 9
    await strips.onChanged(2)
    expect(strips.strip?.tiles).toBe(3)
    await strips.onChanged(1)
    expect(strips.strip?.tiles).toBe(9)
  })

  it('are read once more for all the news that came during a reading', async () => {
    const { bridge, strips } = openStrips()
    await strips.show(1)
    const before = bridge.calls.length
    void strips.onChanged(1)
    await eventually(() => {
      expect(bridge.calls.length).toBe(before + 1)
    })
    await Promise.all([1, 2, 3, 4].map(() => strips.onChanged(1)))
    expect(bridge.calls.length).toBe(before + 2)
  })

  it('say why there is none', async () => {
    const { bridge, strips } = openStrips()
    bridge.use({
      'video.strip': () => {
        throw new AppError('media-unreadable', 'clip-01.mp4 is empty (0 bytes).')
      },
    })
    await strips.show(1)
    expect(strips.failure).toBe('clip-01.mp4 is empty (0 bytes).')
  })

  it('are not shown when another video was chosen meanwhile', async () => {
    const { strips } = openStrips()
    const first = strips.show(1)
    await strips.show(2)
    await first
    expect(strips.strip?.videoId).toBe(2)
  })
})

describe('times of frames', () => {
  it('are asked of main once', async () => {
    const { bridge, strips } = openStrips()
    expect(strips.frameTimesOf(1)).toBeNull()
    await Promise.all([strips.readFrameTimes(1), strips.readFrameTimes(1)])
    await strips.readFrameTimes(1)
    expect(strips.frameTimesOf(1)?.[2]).toBe(80)
    expect(bridge.calls.filter((call) => call.channel === 'video.frames')).toHaveLength(1)
  })

  it('are asked again after they could not be read', async () => {
    const { bridge, strips } = openStrips()
    const working = cutHandlers(bridge)['video.frames']
    bridge.use({
      'video.frames': vi.fn(() => {
        throw new AppError('media-unreadable', 'It cannot be read.')
      }),
    })
    await expect(strips.readFrameTimes(1)).rejects.toThrow('It cannot be read.')
    bridge.use({ 'video.frames': working! })
    await strips.readFrameTimes(1)
    expect(strips.frameTimesOf(1)).not.toBeNull()
  })

  it('of the last eight videos are kept', async () => {
    const { strips } = openStrips()
    for (let id = 1; id <= 9; id += 1) await strips.readFrameTimes(id)
    expect([strips.frameTimesOf(1), strips.frameTimesOf(2)?.length]).toEqual([null, expect.any(Number)])
  })
})
