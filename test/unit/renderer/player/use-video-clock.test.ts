import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, shallowRef } from 'vue'
import type { EffectScope } from 'vue'
import { useVideoClock } from '../../../../src-renderer/player/use-video-clock.ts'
import type { PlayedSpan, VideoClock } from '../../../../src-renderer/player/use-video-clock.ts'
import { FakeVideoElement } from '../../../helpers/fake-video-element.ts'

let scope: EffectScope
let element: FakeVideoElement
let clock: VideoClock
const span = shallowRef<PlayedSpan>({ startMs: 0, endMs: 2000, fps: 25, timesMs: null })

beforeEach(async () => {
  vi.useFakeTimers()
  span.value = { startMs: 0, endMs: 2000, fps: 25, timesMs: null }
  element = new FakeVideoElement()
  scope = effectScope()
  const video = shallowRef<HTMLVideoElement | null>(null)
  clock = scope.run(() => useVideoClock(video, () => span.value)) as VideoClock
  video.value = element as unknown as HTMLVideoElement
  await nextTick()
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(1000)

describe('useVideoClock', () => {
  it('knows no time before a frame was presented', () => {
    expect(clock.hasFrame.value).toBe(false)
  })

  it('takes the time from the presented frame and its number from the times of the frames', () => {
    span.value = { ...span.value, timesMs: Float64Array.of(80, 120, 280, 300) }
    element.present(0.28)
    expect([clock.timeMs.value, clock.frameIndex.value]).toEqual([280, 2])
  })

  it('gives no frame number before the times are read', () => {
    element.present(0.28)
    expect(clock.frameIndex.value).toBeNull()
  })

  it('steps frame by frame on a paused video, and keeps every key press', async () => {
    element.present(0.4)
    void clock.step(1)
    void clock.step(1)
    void clock.step(1)
    await settle()
    expect(clock.timeMs.value).toBeCloseTo(520)
    void clock.step(-1)
    await settle()
    expect(clock.timeMs.value).toBeCloseTo(480)
  })

  it('pauses when it is asked to step', async () => {
    await element.play()
    void clock.step(1)
    await settle()
    expect([element.paused, clock.isPlaying.value]).toEqual([true, false])
  })

  it('plays what it is given from a moment that somebody came for, and again from another of the same clip', async () => {
    span.value = { startMs: 400, endMs: 1200, fps: 25, timesMs: null, fromMs: 800 }
    await settle()
    expect([clock.timeMs.value, element.paused]).toEqual([expect.closeTo(800), false])
    span.value = { ...span.value, fromMs: 600 }
    await settle()
    expect([clock.timeMs.value, element.paused]).toEqual([expect.closeTo(600), false])
    span.value = { startMs: 1200, endMs: 2000, fps: 25, timesMs: null }
    await settle()
    expect([clock.timeMs.value, element.paused]).toEqual([expect.closeTo(1200), true])
  })

  it('keeps seeks within the clip', async () => {
    span.value = { startMs: 400, endMs: 1200, fps: 25, timesMs: null }
    await settle()
    void clock.seek(5000)
    await settle()
    expect(clock.timeMs.value).toBeCloseTo(1160)
    void clock.seek(0)
    await settle()
    expect(clock.timeMs.value).toBeCloseTo(400)
  })

  it('does not seek to every place on the way while scrubbing', async () => {
    const places: number[] = []
    element.addEventListener('seeked', () => places.push(Math.round(element.currentTime * 1000)))
    for (const place of [100, 300, 500, 700, 1500]) void clock.seek(place)
    await settle()
    expect(clock.timeMs.value).toBeCloseTo(1480)
    expect(places.length).toBeLessThan(3)
  })

  it('takes no frame that was shown before a seek for the answer to it', async () => {
    const shownAtMs = performance.now()
    await vi.advanceTimersByTimeAsync(2)
    const sought = clock.seek(800)
    element.addEventListener('seeking', () => {
      element.report({ mediaTime: 0.04, presentationTime: shownAtMs })
    })
    expect(await sought).toBeCloseTo(800)
  })

  it('asks again for a frame that no callback told of', async () => {
    element.losesNextFrame = true
    const sought = clock.seek(800)
    await settle()
    expect(await sought).toBeCloseTo(800)
  })

  it('ends at the place sought while a step was under way', async () => {
    void clock.step(1)
    void clock.step(1)
    await Promise.resolve()
    void clock.seek(800)
    await settle()
    expect(clock.timeMs.value).toBeCloseTo(800)
  })

  it('ends a seek when its source breaks', async () => {
    element.losesNextFrame = true
    const sought = clock.seek(800)
    await vi.advanceTimersByTimeAsync(50)
    element.dispatchEvent(new Event('error'))
    expect(await sought).toBe(0)
  })

  it('goes back to the start once when a frame is told late while it loops', async () => {
    clock.isLooping.value = true
    await element.play()
    const shownAtMs = performance.now()
    let seeks = 0
    element.addEventListener('seeking', () => {
      seeks += 1
      if (seeks === 1) element.report({ mediaTime: 1.96, presentationTime: shownAtMs })
    })
    await vi.advanceTimersByTimeAsync(2)
    element.present(1.96)
    await settle()
    expect([seeks, clock.timeMs.value]).toEqual([1, 0])
  })

  it('steps by the times of the frames once they are known', async () => {
    span.value = { ...span.value, timesMs: Float64Array.from({ length: 50 }, (_, frame) => frame * 40) }
    element.present(0.4)
    void clock.step(1)
    void clock.step(1)
    await settle()
    expect(clock.frameIndex.value).toBe(12)
  })

  it('stops at the last frame that begins within the clip', async () => {
    span.value = { ...span.value, timesMs: Float64Array.of(0, 1200, 1240, 2000) }
    await element.play()
    element.present(1.2)
    expect(element.paused).toBe(false)
    element.present(1.24)
    expect(element.paused).toBe(true)
  })

  it('stops at the last frame of the clip', async () => {
    await element.play()
    element.present(1.92)
    expect(element.paused).toBe(false)
    element.present(1.96)
    expect(element.paused).toBe(true)
  })

  it('goes on from the start when it loops', async () => {
    clock.isLooping.value = true
    await element.play()
    element.present(1.96)
    await settle()
    expect([element.paused, clock.timeMs.value]).toEqual([false, 0])
  })

  it('plays from the start when asked to play at the end', async () => {
    element.present(1.96)
    clock.play()
    await settle()
    expect([clock.isPlaying.value, clock.timeMs.value]).toEqual([true, 0])
  })

  it('doubles the speed with each further press of forward, up to two', async () => {
    clock.forward()
    await settle()
    clock.forward()
    clock.forward()
    expect([clock.rate.value, element.playbackRate]).toEqual([2, 2])
  })

  it('does not move the picture when the same clip is read again', async () => {
    element.present(0.8)
    span.value = { ...span.value }
    await settle()
    expect(clock.timeMs.value).toBe(800)
  })

  it('goes to the start of another clip of the same file', async () => {
    element.present(0.8)
    span.value = { ...span.value, startMs: 1200 }
    await settle()
    expect(clock.timeMs.value).toBeCloseTo(1200)
  })

  it('shows no time of the old file once another is loaded', () => {
    element.present(0.8)
    element.dispatchEvent(new Event('emptied'))
    expect(clock.hasFrame.value).toBe(false)
  })
})
