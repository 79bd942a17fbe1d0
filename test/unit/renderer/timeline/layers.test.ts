import { mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { shallowRef } from 'vue'
import type { TimeSpan } from '#shared/time/interval.ts'
import type { VideoClock } from '../../../../src-renderer/player/use-video-clock.ts'
import SpanHandles from '../../../../src-renderer/timeline/SpanHandles.vue'
import TimelinePlayhead from '../../../../src-renderer/timeline/TimelinePlayhead.vue'
import TimelineRuler from '../../../../src-renderer/timeline/TimelineRuler.vue'
import TimelineScrub from '../../../../src-renderer/timeline/TimelineScrub.vue'
import TimelineWindow from '../../../../src-renderer/timeline/TimelineWindow.vue'
import { useTimelineView } from '../../../../src-renderer/timeline/use-timeline-view.ts'
import { stubPointerCapture, timelineArea } from '../../../helpers/timeline-area.ts'
import { upTo } from '../../../helpers/up-to.ts'

beforeEach(stubPointerCapture)

function clockAt(timeMs: number) {
  const seek = vi.fn((target: number) => Promise.resolve(target))
  return { seek, clock: { timeMs: shallowRef(timeMs), seek } as unknown as VideoClock }
}

/** jsdom has no PointerEvent; a mouse event has all that is looked at. */
const point = (name: string, clientX: number, button = 0): MouseEvent =>
  new MouseEvent(name, { bubbles: true, cancelable: true, clientX, button })

describe('the scrubber', () => {
  it('goes to the time that is pressed and follows the pointer until it is let go', () => {
    const { clock, seek } = clockAt(0)
    const props = { area: timelineArea(upTo(10_000)), clock, label: 'Place' }
    const { element } = mount(TimelineScrub, { props })
    for (const event of [point('pointermove', 50), point('pointerdown', 100), point('pointermove', 250)]) {
      element.dispatchEvent(event)
    }
    element.dispatchEvent(point('pointerup', 250))
    element.dispatchEvent(point('pointermove', 700))
    element.dispatchEvent(point('pointerdown', 800, 2))
    expect(seek.mock.calls).toEqual([[1000], [2500]])
  })

  it('says where it is', () => {
    const { clock } = clockAt(61_500)
    const props = { area: timelineArea({ startMs: 60_000, endMs: 70_000 }), clock, label: 'Place' }
    const slider = mount(TimelineScrub, { props })
    expect(slider.attributes()).toMatchObject({
      role: 'slider',
      tabindex: '0',
      'aria-valuemin': '60000',
      'aria-valuemax': '70000',
      'aria-valuenow': '61500',
      'aria-valuetext': '01:01.500',
    })
  })
})

describe('the playhead', () => {
  const placeAt = (timeMs: number, view: TimeSpan, bounds = view): string | undefined =>
    mount(TimelinePlayhead, { props: { area: timelineArea(view, bounds), clock: clockAt(timeMs).clock } })
      .find('.playhead')
      .attributes('style')

  it('lies at its time, and nowhere when that is out of view', () => {
    expect(placeAt(2500, upTo(10_000))).toContain('left: 25%')
    const page = mount(TimelinePlayhead, {
      props: { area: timelineArea(upTo(1000), upTo(10_000)), clock: clockAt(2500).clock },
    })
    expect(page.find('.playhead').exists()).toBe(false)
  })

  it('lies at the start for a frame that begins a moment before the stretch', () => {
    expect(placeAt(980, { startMs: 1000, endMs: 2000 })).toContain('left: 0%')
  })
})

it('a ruler says its marks as exactly as their distance needs, and none that has no room', () => {
  const words = vi.fn((markMs: number, stepMs: number) => `${String(markMs)}/${String(stepMs)}`)
  const ruler = mount(TimelineRuler, { props: { area: timelineArea(upTo(12_000)), words } })
  const marks = ruler.findAll('.mark').map((mark) => mark.text())
  expect(marks).toEqual(
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((second) => `${String(second * 1000)}/1000`),
  )
})

describe('the window on a timeline of everything', () => {
  function open() {
    const timeMs = shallowRef(0)
    const shown = useTimelineView({
      shown: () => ({ key: 1, startMs: 0, endMs: 100_000 }),
      timeMs,
      firstViewMs: 20_000,
    })
    const wrapper = mount(TimelineWindow, {
      props: { area: timelineArea(upTo(100_000)), shown, words: 'from 0 to 20' },
    })
    const drag = (part: Element, fromPx: number, toPx: number): void => {
      part.dispatchEvent(point('pointerdown', fromPx))
      part.dispatchEvent(point('pointermove', toPx))
      part.dispatchEvent(point('pointerup', toPx))
    }
    return { shown, wrapper, drag, timeMs }
  }

  it('is dragged as a whole, and longer or shorter by its edges', () => {
    const { shown, wrapper, drag } = open()
    drag(wrapper.element, 100, 300)
    expect(shown.view.value).toEqual({ startMs: 20_000, endMs: 40_000 })
    drag(wrapper.get('.end').element, 400, 500)
    expect(shown.view.value).toEqual({ startMs: 20_000, endMs: 50_000 })
    drag(wrapper.get('.start').element, 200, 100)
    expect(shown.view.value).toEqual({ startMs: 10_000, endMs: 50_000 })
  })

  it('is moved by keys and shows everything on a double click', async () => {
    const { shown, wrapper } = open()
    await wrapper.trigger('keydown', { key: 'ArrowRight' })
    expect(shown.view.value).toEqual({ startMs: 5000, endMs: 25_000 })
    await wrapper.trigger('keydown', { key: 'End' })
    expect(shown.view.value).toEqual({ startMs: 80_000, endMs: 100_000 })
    await wrapper.trigger('keydown', { key: 'Home' })
    expect(shown.view.value).toEqual(upTo(20_000))
    await wrapper.trigger('dblclick')
    expect(shown.view.value).toEqual(upTo(100_000))
  })
})

describe('the handles of a span', () => {
  const timesMs = Float64Array.from({ length: 250 }, (_, frame) => frame * 40)

  function open(kept = { startMs: 2000, endMs: 4000 }) {
    const wrapper = mount(SpanHandles, {
      props: {
        area: timelineArea(upTo(10_000)),
        kept,
        span: kept,
        rules: { timesMs, limits: upTo(10_000), durationMs: 10_000 },
        name: 'clip 3',
        timeWords: (timeMs: number) => `${String(timeMs)} ms`,
      },
    })
    const handle = (edge: 'start' | 'end') => wrapper.get(`[data-testid="trim-handle-${edge}"]`)
    return { wrapper, handle }
  }

  it('are dragged to starts of frames, tell the frame beside them, and the change once', () => {
    const { wrapper, handle } = open()
    const { element } = handle('end')
    // Held 3 px beside its place: it does not jump to the pointer.
    element.dispatchEvent(point('pointerdown', 403))
    element.dispatchEvent(point('pointermove', 454))
    expect(wrapper.emitted('drag')?.at(-1)).toEqual([{ startMs: 2000, endMs: 4520 }, 4480])
    expect(wrapper.emitted('change')).toBeUndefined()
    element.dispatchEvent(point('pointerup', 454))
    expect(wrapper.emitted('change')).toHaveLength(1)
  })

  it('are moved by a frame with an arrow key, by a second with Shift, and leave other keys alone', async () => {
    const { wrapper, handle } = open()
    await handle('start').trigger('keydown', { key: 'ArrowLeft' })
    await handle('end').trigger('keydown', { key: 'ArrowRight', shiftKey: true })
    await handle('end').trigger('keydown', { key: 'ArrowRight', ctrlKey: true })
    await handle('end').trigger('keydown', { key: 'x' })
    expect(wrapper.emitted('change')).toEqual([
      [{ startMs: 1960, endMs: 4000 }],
      [{ startMs: 2000, endMs: 5000 }],
    ])
  })

  it('are named for screen readers, and not there where their edge is out of view', () => {
    const { wrapper, handle } = open({ startMs: 2000, endMs: 12_000 })
    expect(handle('start').attributes()).toMatchObject({
      'aria-label': 'Start of clip 3',
      'aria-valuetext': '2000 ms',
      'aria-valuemax': '10000',
    })
    expect(wrapper.findAll('.handle')).toHaveLength(1)
  })
})
