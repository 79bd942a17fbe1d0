import { mount } from '@vue/test-utils'
import { TooltipProvider } from 'reka-ui'
import { describe, expect, it, vi } from 'vitest'
import { h } from 'vue'
import SessionClips from '../../../../../src-renderer/features/rate/SessionClips.vue'
import { openWindow } from '../../../../helpers/open-window.ts'

function openClips() {
  const { bridge, pinia } = openWindow()
  const clips = bridge.study?.clips.slice(0, 3) ?? []
  // jsdom plays nothing.
  const play = vi.spyOn(HTMLMediaElement.prototype, 'play').mockResolvedValue()
  HTMLVideoElement.prototype.requestVideoFrameCallback = () => 0
  HTMLVideoElement.prototype.cancelVideoFrameCallback = () => undefined
  const wrapper = mount(TooltipProvider, {
    slots: { default: () => h(SessionClips, { clips }) },
    global: { plugins: [pinia] },
    attachTo: document.body,
  })
  return { wrapper, play, video: wrapper.get<HTMLVideoElement>('video') }
}

describe('the player of Rate', () => {
  it('has no controls of the browser, which would keep every key to themselves', () => {
    const { video } = openClips()
    expect(video.attributes('controls')).toBeUndefined()
  })

  it('plays on a click and leaves the focus where it was', async () => {
    const { wrapper, play, video } = openClips()
    const press = new MouseEvent('mousedown', { bubbles: true, cancelable: true })
    video.element.dispatchEvent(press)
    expect(press.defaultPrevented).toBe(true)
    await video.trigger('click')
    await vi.waitFor(() => {
      expect(play).toHaveBeenCalled()
    })
    const onButton = new MouseEvent('mousedown', { bubbles: true, cancelable: true })
    wrapper.get('[data-testid="rate-play"]').element.dispatchEvent(onButton)
    expect(onButton.defaultPrevented).toBe(true)
  })

  it('has its sound, which the browser’s controls had', async () => {
    const { wrapper, video } = openClips()
    await wrapper.get('[aria-label="Sound off"]').trigger('click')
    expect(video.element.muted).toBe(true)
    await wrapper.get('[aria-label="Volume"]').setValue('0.5')
    expect(video.element.volume).toBe(0.5)
  })
})
