import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import TimelineSurface from '../../../../src-renderer/timeline/TimelineSurface.vue'
import { timelineArea } from '../../../helpers/timeline-area.ts'
import { upTo } from '../../../helpers/up-to.ts'

const turn = (init: WheelEventInit): WheelEvent =>
  new WheelEvent('wheel', { bubbles: true, cancelable: true, ...init })

function open(given: { zooms?: boolean; pans?: boolean }) {
  const wrapper = mount(TimelineSurface, { props: { area: timelineArea(upTo(10_000)), ...given } })
  return { wrapper, roll: (event: WheelEvent) => wrapper.element.dispatchEvent(event) }
}

describe('the wheel over a timeline', () => {
  it('zooms around the time under the pointer with Ctrl, and moves the view without', () => {
    const { wrapper, roll } = open({ zooms: true, pans: true })
    roll(turn({ deltaY: -100, ctrlKey: true, clientX: 300 }))
    roll(turn({ deltaY: 50 }))
    roll(turn({ deltaX: -20 }))
    const [factor, aroundMs] = wrapper.emitted('zoom')?.[0] ?? []
    expect(factor).toBeCloseTo(Math.exp(-0.2))
    expect(aroundMs).toBe(3000)
    expect(wrapper.emitted('pan')).toEqual([[500], [-200]])
  })

  it('is left to the page where the timeline does not answer to it', () => {
    const { wrapper, roll } = open({ zooms: true })
    const event = turn({ deltaY: 50 })
    roll(event)
    expect([event.defaultPrevented, wrapper.emitted('pan')]).toEqual([false, undefined])
    const zoom = turn({ deltaY: 50, ctrlKey: true })
    open({ pans: true }).roll(zoom)
    expect(zoom.defaultPrevented).toBe(false)
  })
})
