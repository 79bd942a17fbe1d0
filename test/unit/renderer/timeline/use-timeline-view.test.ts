import { describe, expect, it } from 'vitest'
import { effectScope, nextTick, shallowRef } from 'vue'
import type { ShownVideo } from '../../../../src-renderer/timeline/use-timeline-view.ts'
import { useTimelineView } from '../../../../src-renderer/timeline/use-timeline-view.ts'

function open(video: ShownVideo | null) {
  const shown = shallowRef(video)
  const timeMs = shallowRef(0)
  const given = { shown: () => shown.value, timeMs, firstViewMs: 90_000 }
  const view = effectScope().run(() => useTimelineView(given))
  if (view === undefined) throw new Error('a scope that ran gives what it made')
  return { shown, timeMs, view }
}

describe('the view of a timeline', () => {
  it('begins with the first picture of a video, another one at its own', async () => {
    const { shown, view } = open({ key: 1, startMs: 5000, endMs: 600_000 })
    expect(view.view.value).toEqual({ startMs: 5000, endMs: 95_000 })
    shown.value = { key: 2, startMs: 0, endMs: 30_000 }
    await nextTick()
    expect(view.view.value).toEqual({ startMs: 0, endMs: 30_000 })
  })

  it('follows the frame on screen, and stays where it is while that is in view', async () => {
    const { timeMs, view } = open({ key: 1, startMs: 0, endMs: 600_000 })
    timeMs.value = 80_000
    await nextTick()
    expect(view.view.value.startMs).toBe(0)
    timeMs.value = 100_000
    await nextTick()
    expect(view.view.value).toEqual({ startMs: 91_000, endMs: 181_000 })
  })

  it('is zoomed, moved and set within the video', () => {
    const { view } = open({ key: 1, startMs: 0, endMs: 600_000 })
    view.zoom(0.5, 45_000)
    expect(view.view.value).toEqual({ startMs: 22_500, endMs: 67_500 })
    view.pan(-60_000)
    expect(view.view.value).toEqual({ startMs: 0, endMs: 45_000 })
    view.show({ startMs: 590_000, endMs: 610_000 })
    expect(view.view.value).toEqual({ startMs: 580_000, endMs: 600_000 })
    view.showAround({ startMs: 100_000, endMs: 120_000 })
    expect(view.view.value).toEqual({ startMs: 95_000, endMs: 125_000 })
    view.showAll()
    expect(view.view.value).toEqual(view.bounds())
  })
})
